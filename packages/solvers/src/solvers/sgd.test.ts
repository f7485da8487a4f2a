import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { type Exact, enumerate, enumerateFar, mapOfMoments, overOutputs, power, read, startingMoment, stepMatrix, subsets } from "../../test/batches.ts";
import { blocksOfRoot, mse, nested, ok, randomMatrix, randomProblem, relativeError } from "../../test/fixtures.ts";
import { add, assemble, diagonal, identity, type Matrix, multiply, scale, transpose, zeros } from "../../test/matrices.ts";
import { prepare } from "../prepare.ts";
import type { Problem } from "../problem.ts";
import type { Prediction } from "../solver.ts";
import { gradientDescent } from "./gradient-descent.ts";
import { maximumBatchLearningRate, sgd } from "./sgd.ts";

const on = referenceBackend();
const predict = (spec: Record<string, unknown>, problem: Problem, times: readonly number[], wanted = {}): Promise<Prediction[]> =>
  on.scope(async () => ok(await prepare(on, { kind: "sgd", ...spec }, problem)).at(times, wanted));
const limitOf = (spec: Record<string, unknown>, problem: Problem) =>
  on.scope(async () => maximumBatchLearningRate(on, ok(await sgd.init(on, sgd.schema.parse({ kind: "sgd", ...spec }), problem))));

const n = 5;
const m = 3;
const outputs = 2;
const problem = randomProblem(random(1), { train: n, test: m, outputs });
const joint = (name: "ntk" | "nngp", { kernels }: Problem = problem): Matrix => {
  const { train, cross, test: own } = kernels[name] ?? {};
  return assemble([
    [nested(train), transpose(nested(cross))],
    [nested(cross), nested(own)],
  ]);
};

const y = nested(problem.targets);
const initial = { train: fromNested(randomMatrix(random(2), n, outputs)), test: fromNested(randomMatrix(random(3), m, outputs)) };
const start = [...nested(initial.train), ...nested(initial.test)];
const none = zeros(n + m, n + m);
const parts = (covariance: Matrix) => ({ train: covariance.slice(0, n).map((row) => row.slice(0, n)), test: covariance.slice(n).map((row) => row.slice(n)) });

function compare(predictions: readonly Prediction[], path: readonly Exact[], tolerance = 1e-12): void {
  for (const { time, train, test: testing, loss, warnings } of predictions) {
    const exact = path[time];
    expect(warnings).toEqual([]);
    expect(relativeError([...nested(train?.mean), ...nested(testing?.mean)], exact.mean, 1)).toBeLessThan(tolerance);
    expect(relativeError(nested(train?.covariance), parts(exact.covariance).train, 1)).toBeLessThan(tolerance);
    expect(relativeError(nested(testing?.covariance), parts(exact.covariance).test, 1)).toBeLessThan(tolerance);
    if (loss) expect(Math.abs((loss.expected ?? NaN) - exact.squares / 2 / n)).toBeLessThan(tolerance);
  }
}

const times = [12, 0, 1, 2, 7];

describe("mean, covariance and expected loss are those over all draws of batches, one by one", () => {
  test.each([1, 2, 4, 5])("batches of %s", async (batchSize) => {
    const spec = { learningRate: 0.3, batchSize, uncertainty: "covariances" };
    const setting = { theta: joint("ntk"), rate: 0.3 / n, ridge: 0, targets: y, batch: batchSize };
    compare(await predict(spec, { ...problem, initial }, times, { loss: true }), enumerate(setting, start, none, 12));
  });

  test.each(["ntk", "nngp"] as const)("with a ridge, trained by the kernel %s", async (ensemble) => {
    const spec = { ensemble, learningRate: 0.4, batchSize: 2, uncertainty: "covariances", ridge: { kind: "absolute", value: 0.5 } };
    const setting = { theta: joint(ensemble), rate: 0.4 / n, ridge: 0.5, targets: y, batch: 2 };
    compare(await predict(spec, { ...problem, initial }, times, { loss: true }), enumerate(setting, start, none, 12));
  });

  test.each([
    ["ntk", 0],
    ["ntk", 0.5],
    ["nngp", 0],
  ] as const)("over random starts too: the ensemble %s with ridge %s", async (ensemble, ridge) => {
    const spec = {
      ensemble,
      learningRate: 0.4,
      batchSize: 2,
      uncertainty: "covariances",
      randomness: "batches-and-start",
      ridge: { kind: "absolute", value: ridge },
    };
    const setting = { theta: joint(ensemble), rate: 0.4 / n, ridge, targets: y, batch: 2 };
    compare(await predict(spec, problem, times, { loss: true }), enumerate(setting, zeros(n + m, outputs), joint("nngp"), 12));
  });

  test("variances are the diagonal; between steps, the variance of the straight line", async () => {
    const spec = { learningRate: 0.3, batchSize: 2 };
    const [full] = await predict({ ...spec, uncertainty: "covariances" }, { ...problem, initial }, [3.4]);
    const [short] = await predict({ ...spec, uncertainty: "variances" }, { ...problem, initial }, [3.4]);
    for (const set of ["train", "test"] as const) {
      expect(relativeError([[...(short[set]?.variance?.data ?? [])]], [diagonal(nested(full[set]?.covariance))])).toBeLessThan(1e-13);
    }
    // The parameters on the line from one step to the next: as after a step that is as much shorter.
    const setting = { theta: joint("ntk"), rate: 0.3 / n, ridge: 0, targets: y, batch: 2 };
    const drawn = subsets(n, 2);
    const exact = overOutputs(
      [0, 1].map((output) => {
        const average = (second: Matrix, share: number) => {
          const matrices = drawn.map((batch) => stepMatrix({ ...setting, rate: share * setting.rate }, batch, output));
          return scale(matrices.map((a) => multiply(a, multiply(second, transpose(a)))).reduce(add), 1 / drawn.length);
        };
        return read([1, 1, 1, 0.4].reduce(average, startingMoment(start, none, output)), setting, output);
      }),
    );
    compare([{ ...full, time: 0 }], [exact]);
  });
});

test("thousands of simulated runs, from a fixed seed: means, variances and losses within their sampling error", async () => {
  const [runs, steps, batchSize, rate] = [20_000, 15, 2, 0.5 / n];
  const source = random(12);
  const theta = nested(problem.kernels.ntk?.train);
  const goals = y.map(([first]) => first);
  const finals: number[][] = [];
  for (let run = 0; run < runs; run++) {
    const f = new Array<number>(n).fill(0);
    for (let step = 0; step < steps; step++) {
      const drawn = source.permutation(n).slice(0, batchSize);
      const errors = drawn.map((i) => f[i] - goals[i]);
      for (let p = 0; p < n; p++) drawn.forEach((i, at) => (f[p] -= ((rate * n) / batchSize) * theta[p][i] * errors[at]));
    }
    finals.push(f);
  }
  const one = { ...problem, kernels: { ntk: problem.kernels.ntk }, targets: fromNested(goals.map((value) => [value])) };
  const [{ train, loss }] = await predict({ learningRate: 0.5, batchSize, uncertainty: "covariances" }, one, [steps], { loss: true });
  const scores = (quantity: (f: readonly number[]) => number, expected: number): number => {
    const values = finals.map(quantity);
    const mean = values.reduce((a, b) => a + b) / runs;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1));
    return (mean - expected) / (deviation / Math.sqrt(runs));
  };
  const mean = nested(train?.mean).map(([value]) => value);
  const covariance = nested(train?.covariance);
  const found = [
    ...mean.map((value, i) => scores((f) => f[i], value)),
    ...covariance.flatMap((row, i) => row.map((value, j) => scores((f) => (f[i] - mean[i]) * (f[j] - mean[j]), value))),
    scores((f) => f.reduce((sum, value, i) => sum + (value - goals[i]) ** 2, 0) / 2 / n, loss?.expected ?? NaN),
  ];
  // 31 numbers with standard errors of 1: beyond 4 once in 500 seeds. A spread that were wrong by 20 % would stand out.
  expect(Math.max(...found.map(Math.abs))).toBeLessThan(4);
  expect(Math.abs(scores((f) => (f[0] - mean[0]) ** 2, 1.2 * covariance[0][0]))).toBeGreaterThan(4);
});

describe("the end", () => {
  /** The training points, tested as well. */
  const onTrain = (given: Problem): Problem => {
    const train = given.kernels.ntk?.train ?? fromNested([]);
    return { ...given, kernels: { ntk: { train, cross: train } } };
  };
  function compareEnd(end: Prediction, exact: Exact, tolerance: number): void {
    for (const moments of [end.train, end.test]) {
      expect(relativeError(nested(moments?.mean), exact.mean, 1)).toBeLessThan(tolerance);
      expect(relativeError(nested(moments?.covariance), exact.covariance, 1)).toBeLessThan(tolerance);
    }
    expect(Math.abs((end.loss?.expected ?? NaN) - exact.squares / 2 / n)).toBeLessThan(tolerance);
    expect(Math.min(...diagonal(exact.covariance))).toBeGreaterThan(1e-4);
  }

  test("with a ridge there is noise for ever: what thousands of steps come to", async () => {
    const spec = { learningRate: 0.6, batchSize: 2, uncertainty: "covariances", ridge: { kind: "absolute", value: 0.8 } };
    const setting = { theta: nested(problem.kernels.ntk?.train), rate: 0.6 / n, ridge: 0.8, targets: y, batch: 2 };
    const own = { train: initial.train, test: initial.train };
    const [end] = await predict(spec, { ...onTrain(problem), initial: own }, [Infinity], { loss: true });
    compareEnd(end, enumerateFar(setting, nested(initial.train), 11), 1e-11);
  });

  test("samples that contradict each other: so there is, and the mean is the pseudo-inverse", async () => {
    const g = randomMatrix(random(4), n, 8);
    const twin = g.map((row, i) => (i === 1 ? g[0] : row)).map((row) => row.map((x) => x / Math.sqrt(8)));
    const doubled: Problem = { loss: mse, kernels: { ntk: blocksOfRoot(twin, n) }, targets: problem.targets };
    const setting = { theta: nested(doubled.kernels.ntk?.train), rate: 0.3 / n, ridge: 0, targets: y, batch: 2 };
    const [end] = await predict({ learningRate: 0.3, batchSize: 2, uncertainty: "covariances" }, onTrain(doubled), [Infinity], { loss: true });
    compareEnd(end, enumerateFar(setting, zeros(n, outputs), 15), 1e-9);
  });

  test("without either it dies out", async () => {
    const [end] = await predict({ learningRate: 0.3, batchSize: 1, uncertainty: "variances" }, problem, [Infinity], { loss: true });
    expect([...(end.train?.variance?.data ?? [1]), ...(end.test?.variance?.data ?? [1])].every((variance) => variance === 0)).toBe(true);
    expect(end.loss?.expected).toBe(0);
    expect(relativeError(nested(end.train?.mean), nested(problem.targets))).toBeLessThan(1e-13);
  });
});

describe("the largest learning rate", () => {
  /** What a second moment of 1 for every residual comes to after 8192 steps, each the mean over all batches. */
  function growth(learningRate: number, batch: number, ridge: number): number {
    const theta = joint("ntk");
    const matrices = subsets(n, batch).map((drawn) =>
      identity(n).map((row, p) =>
        row.map((value, i) => value * (1 - (learningRate / n) * ridge) - (drawn.includes(i) ? (learningRate / batch) * theta[p][i] : 0)),
      ),
    );
    const entries = multiply(power(mapOfMoments(matrices), 13), transpose([identity(n).flat()])).flat();
    return entries.reduce((sum, value, at) => (at % (n + 1) === 0 ? sum + value : sum), 0);
  }

  test.each([
    [1, 0],
    [2, 0],
    [4, 0],
    [2, 0.5],
  ])("batches of %s, ridge %s: .99 of it converges, 1.01 does not, over all draws", async (batchSize, ridge) => {
    const spec = { batchSize, learningRate: 0.1, ridge: { kind: "absolute", value: ridge } };
    const limit = await limitOf(spec, problem);
    expect(growth(0.99 * limit, batchSize, ridge)).toBeLessThan(0.1);
    expect(growth(1.01 * limit, batchSize, ridge)).toBeGreaterThan(10);
    const [fine, end] = await predict({ ...spec, learningRate: 0.99 * limit, uncertainty: "variances" }, problem, [5, Infinity]);
    expect([fine, end].flatMap(({ warnings }) => warnings)).toEqual([]);
    const wild = await predict({ ...spec, learningRate: 1.01 * limit, uncertainty: "variances" }, problem, [5, Infinity]);
    expect(wild.map(({ warnings }) => warnings.map(({ kind }) => kind))).toEqual([["unstable"], ["unstable"]]);
    expect(wild.map(({ report }) => report?.status)).toEqual(["diverging", "diverging"]);
    expect(wild[0].report?.trouble?.remedy).toBe(`Take a learning rate below ${limit.toPrecision(4)}, or larger batches.`);
    expect(wild[0].train?.variance?.data.every(Number.isFinite)).toBe(true);
    expect(wild[1]).not.toHaveProperty("train");
  });

  test("it grows with the batch, up to that of gradient descent", async () => {
    const limits = [];
    for (const batchSize of [1, 2, 3, 4, 5]) limits.push(await limitOf({ batchSize, learningRate: 0.1 }, problem));
    for (let i = 1; i < limits.length; i++) expect(limits[i]).toBeGreaterThan(limits[i - 1]);
    const descent = await on.scope(async () => ok(await gradientDescent.init(on, { ...gradientDescent.example, momentum: 0 }, problem)));
    expect(limits[4]).toBe(descent.maximumLearningRate);
  });
});

test("the full batch is gradient descent, without a spread", async () => {
  const at = [0, 1, 2.5, 40, Infinity];
  const actual = await predict({ learningRate: 0.7, batchSize: n, uncertainty: "variances" }, { ...problem, initial }, at, { loss: true });
  const expected = await predict({ kind: "gradient-descent", learningRate: 0.7 }, { ...problem, initial }, at, { loss: true });
  actual.forEach(({ train, test: testing, loss }, i) => {
    expect(nested(train?.mean)).toEqual(nested(expected[i].train?.mean));
    expect([...(train?.variance?.data ?? [1]), ...(testing?.variance?.data ?? [1])].every((variance) => variance === 0)).toBe(true);
    expect(loss?.expected).toBeCloseTo(expected[i].loss?.value ?? NaN, 13);
  });
});

test("what it cannot do, with the way out", async () => {
  await expect(prepare(on, { kind: "sgd", batchSize: 6 }, problem)).rejects.toThrow(
    "a batch of 6 is more than the 5 samples that there are. Set batchSize to 5",
  );
  const spec = { batchSize: 2, learningRate: 0.1, maxSteps: 100 };
  await expect(predict({ ...spec, uncertainty: "variances" }, problem, [1, 101])).rejects.toThrow("times[1]: the spread after 101 steps");
  const [mean] = await predict(spec, problem, [1e6]);
  expect(mean.report?.status).toBe("ok");
  const far = await predict({ batchSize: 1, learningRate: 30, uncertainty: "variances" }, problem, [20, 400]);
  expect(far.map(({ report }) => report?.status)).toEqual(["diverging", "not-finite"]);
  expect(far[1]).not.toHaveProperty("test");
});
