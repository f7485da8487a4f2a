import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksOfRoot, kernelWithSpectrum, mse, nested, ok, randomMatrix, randomProblem, relativeError } from "../../test/fixtures.ts";
import { add, exponential, identity, multiply, scale, solve, subtract } from "../../test/matrices.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";
import { krylov } from "./krylov.ts";

const on = referenceBackend();
const predict = (spec: Record<string, unknown>, problem: Problem, times: readonly number[], wanted = {}): Promise<Prediction[]> =>
  on.scope(async () => ok(await prepare(on, { kind: "krylov", normaliser: "sum", ...spec }, problem)).at(times, wanted));
const stateOf = (spec: Record<string, unknown>, problem: Problem) =>
  on.scope(async () => ok(await krylov.init(on, krylov.schema.parse({ kind: "krylov", normaliser: "sum", ...spec }), problem)));

const times = [50, 0, 0.01, 1, 7, 1e4, Infinity];
const errors = (actual: Prediction, expected: Prediction) =>
  (["train", "test"] as const).map((set) => relativeError(nested(actual[set]?.mean), nested(expected[set]?.mean), 1));

/** A problem whose training kernel has these eigenvalues, in random directions; test points are mixtures of the training points. */
function problemWith(eigenvalues: readonly number[], outputs = 2): Problem {
  const n = eigenvalues.length;
  const root = kernelWithSpectrum(random(5), eigenvalues);
  const mixtures = randomMatrix(random(6), 5, n).map((row) => row.map((x) => x / Math.sqrt(n)));
  return { loss: mse, kernels: { ntk: blocksOfRoot([...root, ...multiply(mixtures, root)], n) }, targets: fromNested(randomMatrix(random(7), n, outputs)) };
}

describe("it agrees with eigen", () => {
  test("within its own estimate of the error, over random problems, ridges and starts", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(0, 0.1),
        fc.constantFrom("function", "labels"),
        fc.boolean(),
        async (seed, features, ridge, trainOutputs, given) => {
          const initial = { train: fromNested(randomMatrix(random(seed + 1), 9, 2)), test: fromNested(randomMatrix(random(seed + 2), 4, 2)) };
          const problem = { ...randomProblem(random(seed), { train: 9, features }), ...(given ? { initial } : {}) };
          const options = { ridge: { kind: "absolute", value: ridge }, trainOutputs, learningRate: 0.7 };
          const actual = await predict(options, problem, times, { loss: true });
          const expected = await predict({ ...options, kind: "eigen" }, problem, times, { loss: true });
          actual.forEach((prediction, i) => {
            expect(prediction.warnings).toEqual([]);
            for (const error of errors(prediction, expected[i])) expect(error).toBeLessThan(1e-8);
            for (const name of ["value", "penalty", "slope", "identity"] as const) {
              expect(Math.abs((prediction.loss?.[name] ?? NaN) - (expected[i].loss?.[name] ?? NaN))).toBeLessThan(1e-8);
            }
          });
        },
      ),
      { numRuns: 40, seed: 6 },
    ));

  test.each([1e4, 1e8, 1e12])("on a kernel of condition number %s, at every time", async (condition) => {
    const problem = problemWith(Array.from({ length: 40 }, (_, i) => condition ** (-i / 39)));
    const actual = await predict({}, problem, times);
    const expected = await predict({ kind: "eigen" }, problem, times);
    actual.forEach((prediction, i) => {
      const [train, testing] = errors(prediction, expected[i]);
      expect(train).toBeLessThan(1e-8);
      expect(testing).toBeLessThan(Math.max(1e-8, 1e-14 * condition));
      expect(Math.max(train, testing)).toBeLessThanOrEqual(prediction.report?.errorEstimate ?? 0);
    });
  });
});

test("the exponential itself, by its Taylor series: f = y − e^(−Θt) y", async () => {
  const problem = randomProblem(random(8), { train: 8 });
  const [{ train }] = await predict({}, problem, [1.7]);
  const y = nested(problem.targets);
  expect(relativeError(nested(train?.mean), subtract(y, multiply(exponential(scale(nested(problem.kernels.ntk?.train), -1.7)), y)))).toBeLessThan(1e-10);
});

test("the end is kernel regression, by elimination", async () => {
  const problem = randomProblem(random(9));
  const [{ test: testing }] = await predict({ ridge: { kind: "absolute", value: 0.2 } }, problem, [Infinity]);
  const ridged = add(nested(problem.kernels.ntk?.train), scale(identity(6), 0.2));
  expect(relativeError(nested(testing?.mean), multiply(nested(problem.kernels.ntk?.cross), solve(ridged, nested(problem.targets))))).toBeLessThan(1e-9);
});

describe("as many products as the problem asks for", () => {
  test("clusters: 120 points, eigenvalues in 5 tight clusters, few products for all times", async () => {
    const source = random(10);
    const eigenvalues = Array.from({ length: 120 }, (_, i) => [100, 30, 8, 2, 0.5][i % 5] * (1 + 1e-7 * source.uniform()));
    const problem = problemWith(eigenvalues);
    const state = await stateOf({}, problem);
    expect(Math.max(...state.spaces.map(({ basis }) => basis.diagonal.length))).toBeLessThanOrEqual(12);
    // 20 of them look at the edges of the spectrum.
    expect(state.products).toBeLessThanOrEqual(32);
    const actual = await predict({}, problem, times);
    const expected = await predict({ kind: "eigen" }, problem, times);
    actual.forEach((prediction, i) => {
      for (const error of errors(prediction, expected[i])) expect(error).toBeLessThan(1e-8);
    });
  });

  test("early times: the horizon says how far, and beyond it the report does", async () => {
    const problem = problemWith(Array.from({ length: 100 }, (_, i) => 1e6 ** (-i / 99)));
    const short = await stateOf({ horizon: 10, tolerance: 1e-9 }, problem);
    const long = await stateOf({ tolerance: 1e-9 }, problem);
    const dimension = (state: typeof short) => Math.max(...state.spaces.map(({ basis }) => basis.diagonal.length));
    expect(dimension(short)).toBeLessThan(30);
    expect(dimension(long)).toBeGreaterThan(60);
    const at = [1, 10, 1e5, Infinity];
    const actual = await predict({ horizon: 10, tolerance: 1e-9 }, problem, at);
    const expected = await predict({ kind: "eigen" }, problem, at);
    expect(actual.map(({ report }) => report?.status)).toEqual(["ok", "ok", "no-convergence", "no-convergence"]);
    expect(actual.map(({ warnings }) => warnings.map(({ kind }) => kind))).toEqual([[], [], ["not-converged"], ["not-converged"]]);
    actual.forEach((prediction, i) => {
      const error = Math.max(...errors(prediction, expected[i]));
      expect(error).toBeLessThanOrEqual(prediction.report?.errorEstimate ?? 0);
      // The estimate is a bound, but one that knows the truth: at early times not far above it.
      if (i < 2) expect(error).toBeLessThan(1e-8);
    });
  });

  test("too few vectors: the bound holds all the same, and before the end it is at most 30 times the error", async () => {
    const problem = problemWith(
      Array.from({ length: 60 }, (_, i) => 1e3 ** (-i / 59)),
      1,
    );
    const noCross: Problem = { ...problem, kernels: { ntk: { train: problem.kernels.ntk?.train ?? fromNested([]) } } };
    const expected = await predict({ kind: "eigen" }, noCross, times);
    for (const maxDimension of [2, 5, 10, 20]) {
      (await predict({ maxDimension }, noCross, times)).forEach(({ train, report, time }, i) => {
        const difference = subtract(nested(train?.mean), nested(expected[i].train?.mean)).flat();
        const error = Math.hypot(...difference);
        expect(error).toBeLessThanOrEqual(report?.errorEstimate ?? 0);
        if (time >= 0.01 && time < 100) expect(report?.errorEstimate).toBeLessThanOrEqual(30 * error + 1e-11);
      });
    }
  });
});

test("nothing to learn, one output of two: zero there", async () => {
  const problem = randomProblem(random(11));
  const targets = fromNested(nested(problem.targets).map(([y]) => [y, 0]));
  const [{ train, test: testing, report }] = await predict({}, { ...problem, targets }, [3]);
  const [expected] = await predict({ kind: "eigen" }, { ...problem, targets }, [3]);
  expect(report?.status).toBe("ok");
  expect(relativeError(nested(train?.mean), nested(expected.train?.mean))).toBeLessThan(1e-9);
  expect(nested(testing?.mean).map(([, zero]) => Math.abs(zero))).toEqual([0, 0, 0, 0]);
});

test("a spread is refused, with who can tell it", async () => {
  await expect(prepare(on, { kind: "krylov", uncertainty: "variances" }, randomProblem(random(12)))).rejects.toThrow(
    'a spread needs the motion of every mode. Set uncertainty to "none"; or take the solver "eigen"',
  );
});
