import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random, Unsupported } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { mse, nested, ok, randomProblem, relativeError } from "../../test/fixtures.ts";
import { add, identity, multiply, scale, solve, subtract, transpose } from "../../test/matrices.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";

const on = referenceBackend();

describe("posteriors", () => {
  const problem = randomProblem(random(1));

  test.each(["nngp", "ntkgp"] as const)("%s: mean and covariance, by elimination", async (predictor) => {
    const { train, cross, test: testing } = problem.kernels[predictor === "nngp" ? "nngp" : "ntk"] ?? {};
    const [k, kCross, kTest] = [train, cross, testing].map(nested);
    const weights = transpose(solve(add(k, scale(identity(6), 0.2)), transpose(kCross)));
    const spec = { kind: "gp", predictor, ridge: { kind: "absolute", value: 0.2 }, uncertainty: "covariances" };
    const [prediction] = await on.scope(async () => ok(await prepare(on, spec, problem)).at([Infinity]));
    expect(relativeError(nested(prediction.test?.mean), multiply(weights, nested(problem.targets)))).toBeLessThan(1e-13);
    expect(relativeError(nested(prediction.test?.covariance), subtract(kTest, multiply(weights, transpose(kCross))))).toBeLessThan(1e-13);
    expect(prediction.conventions).toMatchObject({ kernel: predictor === "nngp" ? "nngp" : "ntk", ridge: { absolute: 0.2 }, jitter: 0, dynamics: null });
  });

  test("only the end of training", async () => {
    await on.scope(async () => {
      const { at } = ok(await prepare(on, { kind: "gp" }, problem));
      await expect(at([Infinity, 3])).rejects.toThrow(Unsupported);
      await expect(at([Infinity, 3])).rejects.toThrow(
        'times[1]: the solver "gp" knows the end of training only, not t = 3. Use Infinity, or the solver "eigen".',
      );
    });
  });
});

describe("kernels that have no Cholesky factor", () => {
  const singular: Problem = {
    loss: mse,
    kernels: {
      nngp: {
        train: fromNested([
          [1, 1, 0],
          [1, 1, 0],
          [0, 0, 4],
        ]),
      },
    },
    targets: fromNested([[1], [3], [2]]),
  };

  test("a duplicate input is told with its pivot and a remedy, and leaks nothing", async () => {
    const result = await prepare(on, { kind: "gp" }, singular);
    expect(result).toMatchObject({ status: "not-positive-definite", pivot: { index: 1, value: 0 } });
    expect(result).toHaveProperty(
      "remedy",
      expect.stringMatching(/drop input 1.*Or allow jitter in the options, or use the solver eigen, which takes singular kernels\.$/),
    );
    expect(on.liveTensors()).toBe(0);
  });

  test("jitter, if allowed, is added and reported", async () => {
    const prepared = ok(await prepare(on, { kind: "gp", jitter: {} }, singular));
    expect(prepared.state.conventions.jitter).toBeCloseTo(2e-10, 24);
    const [{ train }] = await prepared.at([Infinity]);
    expect(relativeError(nested(train?.mean), [[2], [2], [2]])).toBeLessThan(1e-6);
    prepared.release();
    expect(on.liveTensors()).toBe(0);
  });

  test("jitter grows until the factorisation succeeds, and not beyond its maximum", async () => {
    const indefinite: Problem = {
      ...singular,
      kernels: {
        nngp: {
          train: fromNested([
            [1, 1.0005, 0],
            [1.0005, 1, 0],
            [0, 0, 1],
          ]),
        },
      },
    };
    const grown = ok(await prepare(on, { kind: "gp", jitter: { start: 1e-10, factor: 10, max: 1e-3 } }, indefinite));
    expect(grown.state.conventions.jitter).toBeCloseTo(1e-3, 15);
    grown.release();
    const last = ok(await prepare(on, { kind: "gp", jitter: { start: 1e-6, factor: 7, max: 6e-4 } }, indefinite));
    expect(last.state.conventions.jitter).toBe(6e-4);
    last.release();
    const refused = await prepare(on, { kind: "gp", jitter: { max: 1e-4 } }, indefinite);
    expect(refused).toMatchObject({ status: "indefinite" });
    expect(refused).toHaveProperty("smallestEigenvalue", expect.closeTo(-5e-4, 12));
    const short = await prepare(on, { kind: "gp", jitter: { start: 1e-20, max: 1e-18 } }, singular);
    expect(short).toMatchObject({ status: "not-positive-definite" });
    expect(short).toHaveProperty("remedy", expect.stringContaining("Jitter up to 2.00e-18 was not enough."));
    expect(on.liveTensors()).toBe(0);
  });
});
