import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import { meanLoss } from "@ntkit/losses";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mse, nested, ok, randomProblem, relativeError } from "../../test/fixtures.ts";
import { isPositive, subtract } from "../../test/matrices.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";

const on = referenceBackend();
const predict = (spec: Record<string, unknown>, problem: Problem, times: readonly number[]): Promise<Prediction[]> =>
  on.scope(async () => ok(await prepare(on, spec, problem)).at(times));

/** Random problems, from well-posed to singular (fewer features than points). */
const problems = fc
  .record({
    seed: fc.integer(),
    train: fc.integer({ min: 1, max: 7 }),
    test: fc.integer({ min: 1, max: 4 }),
    outputs: fc.integer({ min: 1, max: 3 }),
    features: fc.integer({ min: 1, max: 16 }),
  })
  .map(({ seed, ...sizes }) => randomProblem(random(seed), sizes));
const ensembles = fc.constantFrom("ntk", "nngp");
const normalisers = fc.constantFrom<("sum" | "samples" | "entries" | number)[]>("sum", "samples", "entries", 3.5);
const options = { numRuns: 40, seed: 20 };

describe("laws of the closed form, over random kernels", () => {
  test("the loss never rises, and without a ridge vanishes where the kernel has full rank", () =>
    fc.assert(
      fc.asyncProperty(problems, ensembles, fc.double({ min: 0, max: 1, noNaN: true }), async (problem, ensemble, value) => {
        const spec = { kind: "eigen", ensemble, ridge: { kind: "relative", value } };
        const losses: number[] = [];
        for (const { train } of await predict(spec, problem, [0, 0.1, 1, 3, 10, 100, 1e4, Infinity])) {
          losses.push(await on.scope(() => meanLoss(on, mse, train?.mean ?? fromNested([]), problem.targets, 1)));
        }
        for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeLessThanOrEqual(losses[i - 1] * (1 + 1e-12));
      }),
      options,
    ));

  test("on the training points, the test path is the train path", () =>
    fc.assert(
      fc.asyncProperty(problems, ensembles, fc.constantFrom(0, 0.2), async (problem, ensemble, value) => {
        const same = ({ train }: NonNullable<Problem["kernels"]["ntk"]>) => ({ train, cross: train, test: train });
        const onTrain: Problem = { ...problem, kernels: { ntk: same(problem.kernels.ntk ?? never()), nngp: same(problem.kernels.nngp ?? never()) } };
        const spec = { kind: "eigen", ensemble, normaliser: "sum", ridge: { kind: "relative", value }, uncertainty: "covariances" };
        for (const { train, test: testing } of await predict(spec, onTrain, [0, 0.5, 7, 300, Infinity])) {
          expect(relativeError(nested(testing?.mean), nested(train?.mean), 1)).toBeLessThan(1e-9);
          expect(relativeError(nested(testing?.covariance), nested(train?.covariance), 1)).toBeLessThan(1e-9);
        }
      }),
      options,
    ));

  test("covariances are positive semidefinite", () =>
    fc.assert(
      fc.asyncProperty(problems, ensembles, async (problem, ensemble) => {
        for (const { train, test: testing, warnings } of await predict({ kind: "eigen", ensemble, uncertainty: "covariances" }, problem, [
          0,
          1,
          30,
          Infinity,
        ])) {
          expect(warnings).toEqual([]);
          expect(isPositive(nested(train?.covariance), 1e-10)).toBe(true);
          expect(isPositive(nested(testing?.covariance), 1e-10)).toBe(true);
        }
      }),
      options,
    ));

  test("variances shrink with time: everywhere in the ensemble nngp, and on train in the mean in both", () =>
    fc.assert(
      fc.asyncProperty(problems, ensembles, async (problem, ensemble) => {
        const predictions = await predict({ kind: "eigen", ensemble, normaliser: "sum", uncertainty: "covariances" }, problem, [0, 0.2, 1, 5, 50, Infinity]);
        predictions.slice(1).forEach((later, i) => {
          const earlier = predictions[i];
          if (ensemble === "nngp") {
            expect(isPositive(subtract(nested(earlier.train?.covariance), nested(later.train?.covariance)), 1e-10)).toBe(true);
            expect(isPositive(subtract(nested(earlier.test?.covariance), nested(later.test?.covariance)), 1e-10)).toBe(true);
          }
          // The trace of E K E falls because E shrinks every mode and K is positive: a sum over modes of e^(−2μτ) K_ii.
          const total = ({ train }: Prediction) => train?.variance?.data.reduce((sum, v) => sum + v, 0) ?? NaN;
          expect(total(later)).toBeLessThanOrEqual(total(earlier) + 1e-12);
        });
      }),
      options,
    ));

  test("learning rate, time and normaliser enter as ηt/Z only; the kernel scales against time", () =>
    fc.assert(
      fc.asyncProperty(problems, normalisers, fc.double({ min: 0.1, max: 10, noNaN: true }), async (problem, normaliser, factor) => {
        const [n = 0, outputs = 0] = problem.targets.shape;
        const z = typeof normaliser === "number" ? normaliser : { sum: 1, samples: n, entries: n * outputs }[normaliser];
        const [a] = await predict({ kind: "eigen", normaliser, learningRate: factor }, problem, [2]);
        const [b] = await predict({ kind: "eigen", normaliser: 1, learningRate: 1 }, problem, [(2 * factor) / z]);
        expect(a.conventions.dynamics).toEqual({
          learningRate: factor,
          normaliser: { name: typeof normaliser === "number" ? "custom" : normaliser, value: z },
        });
        expect(relativeError(nested(a.test?.mean), nested(b.test?.mean), 1e-6)).toBeLessThan(1e-9);
        const times = (array: NonNullable<Problem["targets"]>) => ({ ...array, data: array.data.map((x) => 4 * x) });
        const { train, cross } = problem.kernels.ntk ?? never();
        const scaled: Problem = { ...problem, kernels: { ntk: { train: times(train), cross: cross && times(cross) } } };
        const [c] = await predict({ kind: "eigen", normaliser, learningRate: factor }, scaled, [0.5]);
        expect(relativeError(nested(c.test?.mean), nested(a.test?.mean), 1e-6)).toBeLessThan(1e-9);
      }),
      options,
    ));

  test("at t = ∞ eigen and gp agree: means, variances, covariances, with any ridge", () =>
    fc.assert(
      fc.asyncProperty(problems, ensembles, fc.double({ min: 1e-3, max: 1, noNaN: true }), async (problem, ensemble, value) => {
        const ridge = { kind: "relative", value };
        const [modes] = await predict({ kind: "eigen", ensemble, ridge, uncertainty: "covariances" }, problem, [Infinity]);
        const [direct] = await predict({ kind: "gp", predictor: ensemble, ridge, uncertainty: "covariances" }, problem, [Infinity]);
        for (const set of ["train", "test"] as const) {
          expect(relativeError(nested(modes[set]?.mean), nested(direct[set]?.mean), 1)).toBeLessThan(1e-10);
          expect(relativeError(nested(modes[set]?.covariance), nested(direct[set]?.covariance), 1)).toBeLessThan(1e-10);
        }
      }),
      options,
    ));
});

function never(): never {
  throw new Error("the random problem has both kernels");
}
