import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, random } from "@ntkit/core";
import { chooseLoss } from "@ntkit/losses";
import { describe, expect, test } from "vitest";
import { blocksOfRoot, mse, nested, ok, randomMatrix, randomProblem, relativeError } from "../../test/fixtures.ts";
import { add, assemble, exponential, type Matrix, multiply, scale, solve, subtract, transpose } from "../../test/matrices.ts";
import { prepare } from "../prepare.ts";
import type { KernelName, Problem } from "../problem.ts";
import { sampleEnsemble } from "./ensemble.ts";
import { samplePrior } from "./prior.ts";

const on = referenceBackend();
const problem = randomProblem(random(1), { train: 4, test: 3 });
const joint = (name: "ntk" | "nngp", { kernels }: Problem = problem): Matrix => {
  const { train, cross, test: own } = kernels[name] ?? {};
  return assemble([
    [nested(train), transpose(nested(cross))],
    [nested(cross), nested(own)],
  ]);
};

/** [count, points, O] as [points][output] for each sample. */
function samplesOf({ data, shape: [count = 0, points = 0, outputs = 0] }: NDArray): Matrix[] {
  return Array.from({ length: count }, (_, sample) =>
    Array.from({ length: points }, (_, point) => [...data.subarray((sample * points + point) * outputs, (sample * points + point + 1) * outputs)]),
  );
}

/** How many standard errors the mean of some values is from what is expected. */
function score(values: readonly number[], expected: number): number {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  // What does not vary, as at the end of training, is exact but for the tolerance of an iteration.
  if (deviation < 1e-8) return Math.abs(mean - expected) < 1e-8 ? 0 : Infinity;
  return (mean - expected) / (deviation / Math.sqrt(values.length));
}

/** The largest score of means and covariances of samples, outputs apart, against a mean [points, O] and one covariance [points, points]. */
function largestScore(samples: readonly Matrix[], mean: Matrix, covariance: Matrix): number {
  const scores = mean.flatMap((row, i) =>
    row.flatMap((expected, output) => [
      score(
        samples.map((f) => f[i][output]),
        expected,
      ),
      ...covariance[i].map((value, j) =>
        score(
          samples.map((f) => (f[i][output] - expected) * (f[j][output] - mean[j][output])),
          value,
        ),
      ),
    ]),
  );
  return Math.max(...scores.map(Math.abs));
}

const count = 4000;

describe("samples of the prior", () => {
  test("mean 0 and covariance K, train and test jointly, within their sampling error; outputs independent", async () => {
    for (const prior of ["nngp", "ntk"] as const) {
      const { train, test: testing } = ok(await samplePrior(on, problem, { seed: 5, count, prior }));
      const onTest = samplesOf(testing);
      const all = samplesOf(train).map((rows, sample) => [...rows, ...onTest[sample]]);
      expect(
        largestScore(
          all,
          Array.from({ length: 7 }, () => [0, 0]),
          joint(prior),
        ),
      ).toBeLessThan(4);
      expect(
        Math.abs(
          score(
            all.map((f) => f[2][0] * f[2][1]),
            0,
          ),
        ),
      ).toBeLessThan(4);
      // The test can fail: a variance wrong by 15 % is seen.
      expect(
        Math.abs(
          score(
            all.map((f) => f[0][0] ** 2),
            1.15 * joint(prior)[0][0],
          ),
        ),
      ).toBeGreaterThan(4);
    }
    expect(on.liveTensors()).toBe(0);
  });

  test("kernels that are close give functions that are close", async () => {
    // The eigenvectors of the two are the same, but in another order.
    const drawn = async (between: number) => {
      const kernels = {
        nngp: {
          train: fromNested([
            [1, between],
            [between, 1],
          ]),
        },
      };
      return ok(await samplePrior(on, { loss: mse, targets: fromNested([[0], [0]]), kernels }, { seed: 3, count: 20 })).train.data;
    };
    const [above, below] = [await drawn(1e-6), await drawn(-1e-6)];
    above.forEach((value, at) => expect(Math.abs(value - below[at])).toBeLessThan(1e-5));
  });

  test("the same seed gives the same; more of them begin with the same; another seed gives others", async () => {
    const draw = async (seed: number, some: number) => ok(await samplePrior(on, problem, { seed, count: some }));
    const [few, more, other] = [await draw(3, 2), await draw(3, 5), await draw(4, 2)];
    expect([...more.train.data.subarray(0, few.train.data.length)]).toEqual([...few.train.data]);
    expect([...more.test.data.subarray(0, few.test.data.length)]).toEqual([...few.test.data]);
    expect(other.train.data[0]).not.toBe(few.train.data[0]);
  });

  test("a singular kernel needs no jitter: equal points have equal values", async () => {
    const g = randomMatrix(random(6), 6, 9);
    const kernels = { nngp: blocksOfRoot([g[0], g[1], g[0], g[2], g[1], g[3]], 4) };
    const { train, test: testing } = ok(await samplePrior(on, { ...problem, kernels, targets: fromNested([[1], [2], [3], [4]]) }, { seed: 1, count: 3 }));
    samplesOf(train).forEach((f, sample) => {
      expect(f[2][0]).toBeCloseTo(f[0][0], 12);
      expect(samplesOf(testing)[sample][0][0]).toBeCloseTo(f[1][0], 12);
    });
  });

  test("what is no covariance is a value; what is missing is told", async () => {
    const kernels = {
      nngp: {
        train: fromNested([
          [1, 2],
          [2, 1],
        ]),
      },
    };
    const targets = fromNested([[1], [2]]);
    expect(await samplePrior(on, { loss: mse, kernels, targets }, { seed: 1, count: 1 })).toMatchObject({ status: "indefinite" });
    const diagonal = { ...problem, kernels: { nngp: { ...problem.kernels.nngp, train: problem.kernels.nngp?.train ?? targets, test: fromNested([1, 1, 1]) } } };
    await expect(samplePrior(on, diagonal, { seed: 1, count: 1 })).rejects.toThrow("samples on test points need their kernel with one another in full");
    await expect(samplePrior(on, problem, { seed: 1, count: 0 })).rejects.toThrow("count: expected a whole number of samples from 1, found 0");
    const noTest: Problem = { loss: mse, kernels: { nngp: { train: fromNested([[2]]) } }, targets: fromNested([[1]]) };
    expect(ok(await samplePrior(on, noTest, { seed: 1, count: 2 })).test.shape).toEqual([2, 0, 1]);
  });
});

describe("samples of the trained ensemble", () => {
  const specs: readonly { spec: Record<string, unknown>; times: readonly number[]; prior?: KernelName }[] = [
    { spec: { kind: "eigen" }, times: [0, 2, Infinity] },
    { spec: { kind: "eigen", ensemble: "nngp", normaliser: "entries" }, times: [3, Infinity] },
    { spec: { kind: "eigen", ensemble: "nngp", ridge: { kind: "relative", value: 0.3 } }, times: [3, Infinity] },
    { spec: { kind: "eigen", ensemble: "nngp", ridge: { kind: "relative", value: 0.3 }, trainOutputs: "labels" }, times: [3] },
    { spec: { kind: "eigen", ridge: { kind: "relative", value: 0.3 } }, times: [3] },
    { spec: { kind: "gradient-descent", learningRate: 0.4, momentum: 0.5 }, times: [5] },
    { spec: { kind: "gp", ridge: { kind: "absolute", value: 0.2 } }, times: [Infinity] },
    { spec: { kind: "gp", predictor: "ntkgp", ridge: { kind: "absolute", value: 0.2 } }, times: [Infinity], prior: "ntk" },
    { spec: { kind: "conjugate-gradient", predictor: "ntk" }, times: [Infinity] },
  ];

  test.each(specs)(
    "mean and covariance of $spec at t = $times are those that the solver tells, within sampling error",
    async ({ spec, times, prior = "nngp" }) => {
      const { moments, conventions } = ok(await sampleEnsemble(on, spec, problem, { seed: 7, count, times, prior }));
      const told = await on.scope(async () => ok(await prepare(on, { ...spec, uncertainty: "covariances" }, problem)).at(times));
      expect(conventions).toEqual({ ...told[0].conventions, solver: { ...told[0].conventions.solver, uncertainty: "none" } });
      moments.forEach(({ train, test: testing, time, warnings }, i) => {
        expect([time, warnings]).toEqual([times[i], []]);
        expect(largestScore(samplesOf(train as NDArray), nested(told[i].train?.mean), nested(told[i].train?.covariance))).toBeLessThan(4);
        expect(largestScore(samplesOf(testing as NDArray), nested(told[i].test?.mean), nested(told[i].test?.covariance))).toBeLessThan(4);
      });
      expect(on.liveTensors()).toBe(0);
    },
  );

  test("the trajectory of a sample is the linear map of its own start: f_0 + Θ φ_t(Θ) (y − f_0)", async () => {
    const times = [0, 1.3, 6, Infinity];
    const { moments } = ok(await sampleEnsemble(on, { kind: "eigen", normaliser: "sum" }, problem, { seed: 8, count: 3, times }));
    const start = ok(await samplePrior(on, problem, { seed: 8, count: 3 }));
    const theta = nested(problem.kernels.ntk?.train);
    const cross = nested(problem.kernels.ntk?.cross);
    moments.forEach(({ train, test: testing, time }) => {
      for (let sample = 0; sample < 3; sample++) {
        const [f, x] = [samplesOf(start.train)[sample], samplesOf(start.test)[sample]];
        const residual = subtract(nested(problem.targets), f);
        const gone = time === Infinity ? residual : subtract(residual, multiply(exponential(scale(theta, -time)), residual));
        expect(relativeError(samplesOf(train as NDArray)[sample], add(f, gone), 1)).toBeLessThan(1e-12);
        expect(relativeError(samplesOf(testing as NDArray)[sample], add(x, multiply(cross, solve(theta, gone))), 1)).toBeLessThan(1e-11);
      }
    });
    // The end without a ridge goes through the targets, whatever the start.
    for (const f of samplesOf(moments[3].train as NDArray)) expect(relativeError(f, nested(problem.targets))).toBeLessThan(1e-12);
  });

  test("a loss that is not squared: each sample by itself, as the solver moves it", async () => {
    const loss = chooseLoss({ kind: "huber", delta: 0.3 });
    const spec = { kind: "ode", learningRate: 0.5 };
    const given = { ...problem, loss };
    const { moments } = ok(await sampleEnsemble(on, spec, given, { seed: 9, count: 2, times: [2] }));
    const start = ok(await samplePrior(on, given, { seed: 9, count: 2 }));
    for (let sample = 0; sample < 2; sample++) {
      const initial = { train: fromNested(samplesOf(start.train)[sample]), test: fromNested(samplesOf(start.test)[sample]) };
      const [alone] = await on.scope(async () => ok(await prepare(on, spec, { ...given, initial })).at([2]));
      expect(samplesOf(moments[0].train as NDArray)[sample]).toEqual(nested(alone.train?.mean));
      expect(samplesOf(moments[0].test as NDArray)[sample]).toEqual(nested(alone.test?.mean));
    }
  });

  test("what noise the labels had is told: the ridge of a posterior, none for an ensemble of networks", async () => {
    const noiseOf = async (spec: Record<string, unknown>) =>
      ok(await sampleEnsemble(on, { ...spec, ridge: { kind: "absolute", value: 0.25 } }, problem, { seed: 1, count: 1, times: [Infinity] })).labelNoise;
    expect(await noiseOf({ kind: "eigen" })).toBe(0);
    expect(await noiseOf({ kind: "eigen", ensemble: "nngp" })).toBe(0.25);
    expect(await noiseOf({ kind: "gp", predictor: "ntk" })).toBe(0);
    expect(await noiseOf({ kind: "gp" })).toBe(0.25);
  });

  test("misuse is told as by the solver", async () => {
    const options = { seed: 1, count: 1, times: [1] };
    await expect(sampleEnsemble(on, { kind: "eigne" }, problem, options)).rejects.toThrow('Did you mean "eigen"?');
    await expect(sampleEnsemble(on, { kind: "gp" }, problem, options)).rejects.toThrow('the solver "gp" knows the end of training only');
    expect(on.liveTensors()).toBe(0);
  });
});
