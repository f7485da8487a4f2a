import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mse, nested, ok, randomMatrix, randomProblem, relativeError } from "../../test/fixtures.ts";
import { add, assemble, exponential, identity, largest, type Matrix, multiply, rows, scale, subtract, transpose, zeros } from "../../test/matrices.ts";
import { maximumLearningRate } from "../learning-rate.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";
import { gradientDescent } from "./gradient-descent.ts";

const on = referenceBackend();
const predict = (spec: Record<string, unknown>, problem: Problem, times: readonly number[], wanted = {}): Promise<Prediction[]> =>
  on.scope(async () => ok(await prepare(on, { kind: "gradient-descent", ...spec }, problem)).at(times, wanted));
const stateOf = (spec: Record<string, unknown>, problem: Problem) =>
  on.scope(async () => ok(await gradientDescent.init(on, gradientDescent.schema.parse({ kind: "gradient-descent", ...spec }), problem)));

const accelerations = ["heavy-ball", "nesterov"] as const;

interface Descent {
  /** Θ of all points against the training points, which come first. */
  readonly theta: Matrix;
  readonly targets: Matrix;
  readonly start: Matrix;
  /** η/Z. */
  readonly rate: number;
  readonly momentum: number;
  readonly acceleration: "heavy-ball" | "nesterov";
  /** Weight decay towards the start, which is what a ridge is. */
  readonly ridge: number;
}

/** The function on all points after every step, by the recursion on its values. */
function simulate({ theta, targets, start, rate, momentum, acceleration, ridge }: Descent, steps: number): Matrix[] {
  const n = targets.length;
  let [f, v] = [start, scale(start, 0)];
  const path = [f];
  for (let step = 0; step < steps; step++) {
    const seen = acceleration === "nesterov" ? add(f, scale(v, momentum)) : f;
    const gradient = add(multiply(theta, subtract(rows(seen, 0, n), targets)), scale(subtract(seen, start), ridge));
    v = subtract(scale(v, momentum), scale(gradient, rate));
    f = add(f, v);
    path.push(f);
  }
  return path;
}

const problem = randomProblem(random(1));
const initial = { train: fromNested(randomMatrix(random(2), 6, 2)), test: fromNested(randomMatrix(random(3), 4, 2)) };
const joint = (name: "ntk" | "nngp") => {
  const { train, cross, test: own } = problem.kernels[name] ?? {};
  return assemble([
    [nested(train), transpose(nested(cross))],
    [nested(cross), nested(own)],
  ]);
};
const all = (name: "ntk" | "nngp"): Matrix => joint(name).map((row) => row.slice(0, 6));

describe.each(accelerations)("%s", (acceleration) => {
  describe.each([0, 0.5, 0.9])("β = %s", (momentum) => {
    test.each([
      ["ntk", 0],
      ["nngp", 0.3],
    ] as const)("every step equals the recursion on the function's values (%s, ridge %s)", async (ensemble, ridge) => {
      const spec = { ensemble, learningRate: 0.9, momentum, acceleration, ridge: { kind: "absolute", value: ridge } };
      const start = [...nested(initial.train), ...nested(initial.test)];
      const path = simulate({ theta: all(ensemble), targets: nested(problem.targets), start, rate: 0.9 / 6, momentum, acceleration, ridge }, 200);
      const times = [200, 0, 1, 7, 65, 64, 2, 30];
      const predictions = await predict(spec, { ...problem, initial }, times);
      times.forEach((k, i) => {
        const { train, test: testing, warnings, report } = predictions[i];
        expect(relativeError([...nested(train?.mean), ...nested(testing?.mean)], path[k], 1)).toBeLessThan(1e-12);
        expect(warnings).toEqual([]);
        expect(report).toMatchObject({ status: "ok", reached: k, steps: 0 });
      });
    });

    test.each([
      ["ntk", "ntk", 0],
      ["ntk", "ntk", 0.3],
      ["nngp", "nngp", 0],
    ] as const)("the covariance of the ensemble %s: that of the linear map which the recursion is", async (_, ensemble, ridge) => {
      const theta = all(ensemble);
      const map = (k: number) =>
        transpose(
          identity(10).map((start) => {
            const column = transpose([start]);
            return simulate({ theta, targets: zeros(6, 1), start: column, rate: 0.9 / 6, momentum, acceleration, ridge }, k)[k].map(([f]) => f);
          }),
        );
      const spec = { ensemble, learningRate: 0.9, momentum, acceleration, ridge: { kind: "absolute", value: ridge }, uncertainty: "covariances" };
      const times = [0, 1, 5, 40];
      const predictions = await predict(spec, problem, times);
      times.forEach((k, i) => {
        const expected = multiply(map(k), multiply(joint("nngp"), transpose(map(k))));
        const { train, test: testing } = predictions[i];
        expect(
          relativeError(
            nested(train?.covariance),
            expected.slice(0, 6).map((row) => row.slice(0, 6)),
            1,
          ),
        ).toBeLessThan(1e-12);
        expect(
          relativeError(
            nested(testing?.covariance),
            expected.slice(6).map((row) => row.slice(6)),
            1,
          ),
        ).toBeLessThan(1e-12);
      });
    });

    test("between two steps the function is on the straight line", async () => {
      const [first, between, second] = await predict({ learningRate: 1.1, momentum, acceleration }, { ...problem, initial }, [70, 70.25, 71]);
      for (const set of ["train", "test"] as const) {
        const line = add(scale(nested(first[set]?.mean), 0.75), scale(nested(second[set]?.mean), 0.25));
        expect(relativeError(nested(between[set]?.mean), line, 1)).toBeLessThan(1e-13);
      }
    });

    test("the loss that is told: ½ |f − y|²/Z, and how fast it changes along the line to the next step", async () => {
      const times = [0, 3, 3.5, 4, 90];
      const told = await predict({ learningRate: 1.1, momentum, acceleration }, { ...problem, initial }, times, { loss: true });
      told.forEach(({ train, loss }) => {
        const misfit = train?.mean.data.reduce((sum, f, i) => sum + (f - problem.targets.data[i]) ** 2, 0) ?? NaN;
        expect(loss?.value).toBeCloseTo(misfit / 2 / 6, 12);
      });
      // On a line the loss is a parabola, whose slope in the middle is the difference of its ends.
      expect(told[2].loss?.slope).toBeCloseTo((told[3].loss?.value ?? NaN) - (told[1].loss?.value ?? NaN), 13);
      if (momentum === 0) expect(told[1].loss?.slope).toBeCloseTo(told[1].loss?.identity ?? NaN, 13);
    });

    test("the end is that of gradient flow", async () => {
      const spec = { uncertainty: "covariances", ridge: { kind: "relative", value: 0.1 } };
      const [end] = await predict({ ...spec, learningRate: 0.5, momentum, acceleration }, problem, [Infinity]);
      const [flow] = await predict({ ...spec, kind: "eigen" }, problem, [Infinity]);
      expect(relativeError(nested(end.test?.mean), nested(flow.test?.mean))).toBeLessThan(1e-14);
      expect(relativeError(nested(end.test?.covariance), nested(flow.test?.covariance))).toBeLessThan(1e-14);
      expect(relativeError(nested(end.train?.mean), nested(flow.train?.mean))).toBeLessThan(1e-14);
    });

    test("10: .98 of the largest stable learning rate converges, 1.02 of it diverges and says so", async () => {
      const limit = (await stateOf({ momentum, acceleration }, problem)).maximumLearningRate;
      const [near, end] = await predict({ learningRate: 0.98 * limit, momentum, acceleration }, problem, [1e6, Infinity]);
      expect(relativeError(nested(near.train?.mean), nested(problem.targets))).toBeLessThan(1e-9);
      expect([near, end].flatMap(({ warnings }) => warnings)).toEqual([]);
      const spec = { learningRate: 1.02 * limit, momentum, acceleration };
      const path = simulate(
        { theta: all("ntk"), targets: nested(problem.targets), start: zeros(10, 2), rate: spec.learningRate / 6, momentum, acceleration, ridge: 0 },
        3000,
      );
      const predictions = await predict(spec, problem, [0, 300, 3000, 1e7, Infinity], { loss: true });
      expect(largest(path[3000])).toBeGreaterThan(1e3 * largest(nested(problem.targets)));
      [0, 300, 3000].forEach((k, i) => {
        expect(predictions[i].report).toMatchObject({ status: "diverging", reached: k });
        expect(relativeError([...nested(predictions[i].train?.mean), ...nested(predictions[i].test?.mean)], path[k])).toBeLessThan(1e-9);
      });
      for (const { warnings, report } of predictions) {
        expect(warnings.map(({ kind }) => kind)).toEqual(["unstable"]);
        expect(report?.trouble?.remedy).toBe(`Take a learning rate below ${limit.toPrecision(4)}.`);
      }
      for (const none of predictions.slice(3)) expect(Object.keys(none).sort()).toEqual(["conventions", "report", "time", "warnings"]);
      expect(predictions.slice(3).map(({ report }) => report?.status)).toEqual(["not-finite", "diverging"]);
    });
  });
});

test("for small learning rates it tends to gradient flow: the error is of first order in η", async () => {
  const errors: number[] = [];
  for (const learningRate of [0.02, 0.01, 0.005]) {
    const times = [0.5, 3, 20];
    const flow = await predict({ kind: "eigen", uncertainty: "variances" }, problem, times);
    const steps = await predict(
      { learningRate, uncertainty: "variances" },
      problem,
      times.map((t) => t / learningRate),
    );
    const difference = (a: Prediction, b: Prediction) =>
      relativeError(
        [...nested(a.test?.mean), [...(a.test?.variance?.data ?? [])]].flat().map((x) => [x]),
        [...nested(b.test?.mean), [...(b.test?.variance?.data ?? [])]].flat().map((x) => [x]),
        1,
      );
    errors.push(Math.max(...times.map((_, i) => difference(steps[i], flow[i]))));
  }
  expect(errors[0]).toBeLessThan(0.01);
  expect(errors[0] / errors[1]).toBeCloseTo(2, 1);
  expect(errors[1] / errors[2]).toBeCloseTo(2, 1);
});

test.each(accelerations)("%s with β = 1 − c √η tends to f'' + c f' = −Θ(f − y)/Z at t = k √η, at first order in √η", async (acceleration) => {
  const theta = scale(nested(problem.kernels.ntk?.train), 1 / 6);
  const damping = 0.7;
  const time = 6;
  const generator = assemble([
    [zeros(6, 6), identity(6)],
    [scale(theta, -1), scale(identity(6), -damping)],
  ]);
  const left = multiply(exponential(scale(generator, time)), [...nested(problem.targets).map((row) => row.map((y) => -y)), ...zeros(6, 2)]);
  const continuous = add(nested(problem.targets), rows(left, 0, 6));
  const errors: number[] = [];
  for (const root of [0.02, 0.01, 0.005]) {
    const [{ train }] = await predict({ learningRate: root ** 2, momentum: 1 - damping * root, acceleration }, problem, [Math.round(time / root)]);
    errors.push(relativeError(nested(train?.mean), continuous));
  }
  expect(errors[0]).toBeLessThan(0.05);
  expect(errors[0] / errors[1]).toBeCloseTo(2, 1);
  expect(errors[1] / errors[2]).toBeCloseTo(2, 1);
});

test("the bound, from a kernel with one eigenvalue: 2 (1 + β) Z/λ and 2 (1 + β)/(1 + 2β) Z/λ", async () => {
  const one: Problem = { loss: mse, kernels: { ntk: { train: fromNested([[4]]) } }, targets: fromNested([[1]]) };
  for (const [acceleration, expected] of [
    ["heavy-ball", 0.75],
    ["nesterov", 0.375],
  ] as const) {
    expect((await stateOf({ momentum: 0.5, acceleration }, one)).maximumLearningRate).toBe(expected);
    expect(maximumLearningRate({ largestEigenvalue: 4, normaliser: 1, momentum: 0.5, acceleration })).toBe(expected);
  }
});

test("a learning rate below the bound brings the loss down with every step without momentum, over random kernels", () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 9 }), fc.double({ min: 0.05, max: 0.99, noNaN: true }), async (seed, features, share) => {
      const some = randomProblem(random(seed), { features });
      const { maximumLearningRate: limit } = await stateOf({}, some);
      // At whole steps: a step of more than Z/λ passes the minimum of its mode on its way.
      const path = await predict({ learningRate: share * limit }, some, [0, 1, 2, 3, 10, 100, 1000, Infinity], { loss: true });
      const losses = path.map(({ loss }) => loss?.value ?? NaN);
      for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeLessThanOrEqual(losses[i - 1] * (1 + 1e-12));
    }),
    { numRuns: 30, seed: 5 },
  ));
