import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, InvalidData, InvalidInput, ndArray, random, ShapeMismatch, UnknownName, Unsupported } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { ok, randomProblem } from "../test/fixtures.ts";
import { prepare } from "./prepare.ts";
import type { Problem } from "./problem.ts";

const on = referenceBackend();
const problem = randomProblem(random(1));
const refusal = (spec: unknown, changed: Partial<Problem> = {}): Promise<unknown> =>
  prepare(on, spec, { ...problem, ...changed }).then(
    () => undefined,
    (error: unknown) => error,
  );
const ntk = problem.kernels.ntk ?? { train: fromNested([]) };
const says = (error: unknown, type: new (...args: never[]) => Error, message: string) => {
  expect(error).toBeInstanceOf(type);
  expect((error as Error).message).toContain(message);
};

describe("problems that cannot be", () => {
  test.each([
    ["targets of one axis", { targets: fromNested([1, 2]) }, ShapeMismatch, "targets: expected [samples, outputs]"],
    ["no targets", { targets: ndArray(new Float64Array(0), [0, 2]) }, ShapeMismatch, "targets: expected [samples, outputs], at least one of each"],
    ["too few targets", { targets: fromNested([[1, 2]]) }, ShapeMismatch, "kernels.nngp.train: expected [1, 1], found [6, 6]"],
    [
      "cross the wrong way round",
      { kernels: { ntk: { train: ntk.train, cross: fromNested([1, 2, 3, 4, 5, 6].map(() => [0, 0, 0, 0])) } } },
      ShapeMismatch,
      "kernels.ntk.cross: expected [6, 6], found [6, 4]",
    ],
    [
      "NaN",
      { kernels: { ntk: { train: { ...ntk.train, data: ntk.train.data.map((x, i) => (i === 15 ? NaN : x)) } } } },
      InvalidData,
      "kernels.ntk.train[2][3]: expected a finite number, found NaN",
    ],
    [
      "an asymmetric kernel",
      { kernels: { ntk: { train: { ...ntk.train, data: ntk.train.data.map((x, i) => (i === 15 ? x + 1e-3 : x)) } } } },
      InvalidData,
      "kernels.ntk.train[3][2]: a kernel is symmetric",
    ],
    ["an initial function on train only", { initial: { train: problem.targets } }, ShapeMismatch, "initial.test"],
    ["no kernel", { kernels: {} }, Unsupported, 'the solver "eigen" cannot solve it: it needs kernels.ntk'],
  ] as const)("%s", async (_, changed, type, message) => {
    says(await refusal({ kind: "eigen" }, changed), type, message);
  });

  test("a diagonal where covariances are asked", async () => {
    const kernels = { ...problem.kernels, nngp: { ...problem.kernels.nngp, train: ntk.train, test: fromNested([1, 1, 1, 1]) } };
    says(await refusal({ kind: "eigen", uncertainty: "covariances" }, { kernels }), Unsupported, "kernels.nngp.test in full, not its diagonal only");
  });

  test("a spread of one network", async () => {
    const initial = { train: problem.targets, test: fromNested([1, 2, 3, 4].map(() => [0, 0])) };
    says(await refusal({ kind: "eigen", uncertainty: "variances" }, { initial }), Unsupported, 'Set uncertainty to "none", or leave the initial function out.');
  });

  test("a loss that is not squared", async () => {
    const loss = { ...problem.loss, spec: { kind: "hinge" }, quadratic: false };
    says(await refusal({ kind: "eigen" }, { loss }), Unsupported, 'the gradient of "hinge" is not f − y');
    says(await refusal({ kind: "gp" }, { loss }), Unsupported, 'the gradient of "hinge" is not f − y');
  });
});

describe("options that cannot be", () => {
  test.each([
    ["no solver", null, InvalidInput, 'solver: expected a solver, found null. Write it as an object with its kind: {"kind": "eigen"}.'],
    ["a misspelt solver", { kind: "eigne" }, UnknownName, 'solver.kind: unknown solver, found "eigne". Did you mean "eigen"?'],
    ["a misspelt field", { kind: "eigen", learningrate: 1 }, UnknownName, 'Did you mean "learningRate"?'],
    ["a learning rate below zero", { kind: "eigen", learningRate: -1 }, InvalidInput, "solver.learningRate"],
    ["a negative ridge", { kind: "gp", ridge: { kind: "relative", value: -1 } }, InvalidInput, "solver.ridge.value"],
    ["an unknown normaliser", { kind: "eigen", normaliser: "mean" }, InvalidInput, "solver.normaliser"],
  ] as const)("%s", async (_, spec, type, message) => {
    says(await refusal(spec), type, message);
  });

  test("times and parts that a state does not have", () =>
    on.scope(async () => {
      const prepared = ok(await prepare(on, { kind: "eigen" }, { ...problem, kernels: { ntk: { train: ntk.train } } }));
      await expect(prepared.at([1, -1])).rejects.toThrow("times[1]: expected a training time from 0 to Infinity, found -1.");
      await expect(prepared.at([NaN])).rejects.toThrow(InvalidInput);
      await expect(prepared.at([1], { sets: ["test"] })).rejects.toThrow("the problem has no test points");
      await expect(prepared.at([1], { uncertainty: "variances" })).rejects.toThrow('Set uncertainty to "variances" in the options of the solver.');
      expect((await prepared.at([1])).map(({ test: testing }) => testing)).toEqual([undefined]);
    }));
});
