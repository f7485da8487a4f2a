import { parseArchitecture } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { infiniteWidthKernels } from "@ntkit/kernels";
import { expect, test } from "vitest";
import { iris, network } from "../test/experiments.ts";
import { farthest, type Matrix, matrix, minus, plusDiagonal, solved, times, transposed } from "../test/linear-algebra.ts";
import { column, plugins, ran, withPoints } from "../test/plugins.ts";

/** The kernels of the run's network on its prepared data, by the other way into the kernels package. */
async function kernels({ train, test: unseen }: Awaited<ReturnType<typeof ran>>["data"], outputs: number) {
  const on = referenceBackend();
  const of = async (x1: typeof train.inputs, x2: typeof train.inputs) => {
    const { matrices } = await infiniteWidthKernels(on, parseArchitecture(network(outputs)), ["nngp", "ntk"], x1, x2);
    return { nngp: matrix(matrices.nngp), ntk: matrix(matrices.ntk) };
  };
  return { train: await of(train.inputs, train.inputs), cross: await of(unseen.inputs, train.inputs), test: await of(unseen.inputs, unseen.inputs) };
}

test("iris at the end of training: kernel regression and the ensemble's spread by elimination", async () => {
  const ridge = { kind: "absolute", value: 1e-3 };
  const run = await ran({ ...iris, solver: { kind: "eigen", ridge, uncertainty: "covariances" } });
  const { train, cross, test: corner } = await kernels(run.data, 3);
  const moves = transposed(solved(plusDiagonal(train.ntk, ridge.value), transposed(cross.ntk)));
  const { test: unseen } = run.outcome.final;
  expect(farthest(matrix(unseen.mean), times(moves, matrix(run.data.train.targets)))).toBeLessThan(1e-10);
  const twice = times(moves, transposed(cross.nngp));
  const covariance = minus(minus(corner.nngp, minus(twice, times(times(moves, train.nngp), transposed(moves)))), transposed(twice));
  expect(farthest(matrix(unseen.covariance ?? unseen.mean), covariance)).toBeLessThan(1e-10);
  expect(Math.max(...(unseen.variance?.data ?? [1]).map((variance, i) => Math.abs(variance - covariance[i][i])))).toBeLessThan(1e-10);
  const predicted = times(moves, matrix(run.data.train.targets)).map((row) => row.indexOf(Math.max(...row)));
  const hits = predicted.filter((label, i) => label === run.data.test.labels?.[i]).length;
  expect(run.outcome.result.final.test.accuracy).toBe(hits / 30);
});

test("iris on the way: the flow of gradient descent, integrated in small steps", async () => {
  const end = 40;
  const run = await ran({ ...iris, solver: { kind: "eigen", learningRate: 0.5, normaliser: "entries" }, times: { from: 1, to: end, count: 2 } });
  const { train, cross } = await kernels(run.data, 3);
  const targets = matrix(run.data.train.targets);
  const rate = 0.5 / (60 * 3);
  const all = [...train.ntk, ...cross.ntk];
  const zero: Matrix = all.map(() => [0, 0, 0]);
  const slope = (f: Matrix) => times(all, minus(f.slice(0, 60), targets)).map((row) => row.map((value) => -rate * value));
  const moved = (f: Matrix, by: Matrix, step: number) => f.map((row, i) => row.map((value, j) => value + step * by[i][j]));
  const step = end / 400;
  let f = zero;
  for (let i = 0; i < 400; i++) {
    const k1 = slope(f);
    const k2 = slope(moved(f, k1, step / 2));
    const k3 = slope(moved(f, k2, step / 2));
    const k4 = slope(moved(f, k3, step));
    f = moved(moved(moved(moved(f, k1, step / 6), k2, step / 3), k3, step / 3), k4, step / 6);
  }
  const losses = (rows: Matrix, truth: Matrix) =>
    minus(rows, truth)
      .flat()
      .reduce((sum, d) => sum + (d * d) / 2, 0) / rows.length;
  const point = run.outcome.result.curve.find(({ time }) => time === end);
  expect(point?.train.loss).toBeCloseTo(losses(f.slice(0, 60), targets), 8);
  expect(point?.test.loss).toBeCloseTo(losses(f.slice(60), matrix(run.data.test.targets)), 8);
});

test("a straight line: curve, times and milestones are what the formula says", async () => {
  // K = Θ = x x', eigenvalue 2, Z = 2: f_t(x) = x (1 − e^{−t}), so r² = 1 − e^{−2t}.
  const points = withPoints(column([1, -1, 1, -1]), column([1, -1, 1, -1]));
  const line = {
    data: { source: { dataset: "points" }, split: { order: "given", train: 2, test: 2 }, targets: "raw" },
    architecture: { layers: [{ kind: "dense", width: 1 }] },
  };
  const { result, final } = (await ran(line, points)).outcome;
  expect(result.curve.map(({ time }) => time).slice(0, 2)).toEqual([0, expect.closeTo(0.1, 12)]);
  expect(result.curve.map(({ time }) => time).slice(-2)).toEqual([expect.closeTo(10, 12), "Infinity"]);
  expect(result.curve.length).toBe(62);
  for (const { time, train, test: unseen } of result.curve) {
    const left = time === "Infinity" ? 0 : Math.exp(-2 * time);
    expect(unseen.r2).toBeCloseTo(1 - left, 12);
    expect(train.loss).toBeCloseTo(left / 2, 12);
  }
  for (const { fraction, level, time } of result.reached) {
    expect(level).toBeCloseTo(fraction, 12);
    expect(Math.abs((time ?? 0) / (-Math.log(1 - fraction) / 2) - 1)).toBeLessThan(1e-3);
  }
  expect(result.spectrum).toMatchObject({ conditionNumber: "Infinity", rank: 1 });
  expect(result.spectrum?.eigenvalues[0]).toBeCloseTo(2, 14);
  expect(result.maximumLearningRate).toBeCloseTo(2, 14);
  expect(result.final).toMatchObject({ meanDeviation: 0 });
  expect([...final.test.mean.data].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([1, -1]);
  expect((await ran({ ...line, times: { from: 0.5, to: 2, count: 3 } }, points)).outcome.result.curve.map(({ time }) => time)).toEqual([
    0,
    0.5,
    expect.closeTo(1, 12),
    2,
    "Infinity",
  ]);
});

test("nothing is reached where nothing is learnt: a final score of 0 or less, a kernel that is zero, no time", async () => {
  const opposed = withPoints(column([1, -1, 1, -1]), column([1, -1, -1, 1]));
  const line = { data: { source: { dataset: "points" }, split: { order: "given", train: 2, test: 2 }, targets: "raw" } };
  const wrong = (await ran({ ...line, architecture: { layers: [{ kind: "dense", width: 1 }] } }, opposed)).outcome.result;
  expect(wrong.final.test.r2).toBeCloseTo(-3, 12);
  expect(wrong.reached).toEqual([]);
  const dead = (await ran({ ...line, architecture: { layers: [{ kind: "dense", width: 1, weightStd: 0 }] } }, opposed)).outcome.result;
  expect(dead.curve.map(({ time, test: unseen }) => [time, unseen.r2])).toEqual([["Infinity", 0]]);
  expect(dead.spectrum).toEqual({
    eigenvalues: [0, 0],
    conditionNumber: "Infinity",
    rank: 0,
    effectiveRank: 0,
    participationRatio: 0,
    effectiveDimension: 0,
    targetShares: [expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)],
  });
  expect(dead).toMatchObject({ maximumLearningRate: "Infinity", alignment: { plain: 0, centred: 0 }, estimates: { status: "not-positive-definite" } });
  const posterior = (await ran({ ...iris, solver: { kind: "gp", ridge: { kind: "relative", value: 0.01 } } })).outcome.result;
  expect(posterior).toMatchObject({ reached: [], conventions: { kernel: "nngp", dynamics: null } });
  expect(posterior.curve.map(({ time }) => time)).toEqual(["Infinity"]);
  expect("spectrum" in posterior).toBe(false);
});

test("numbers: diabetes, better than the mean and told in the units of the loss", async () => {
  const run = await ran({
    data: { source: { dataset: "diabetes" }, split: { order: "shuffled", train: 150, test: 100, seed: 1 }, preparation: [{ kind: "standardise" }] },
    architecture: network(1),
    solver: { kind: "gp", predictor: "ntk", ridge: { kind: "relative", value: 0.3 }, uncertainty: "variances" },
  });
  const { result, final } = run.outcome;
  expect(result.data).toMatchObject({
    task: "regression",
    encoding: "standardised",
    outputs: 1,
    features: 10,
    targetName: "disease progression after one year",
  });
  const truth = run.data.test.targets.data;
  const centre = truth.reduce((sum, y) => sum + y) / truth.length;
  const errors = truth.reduce((sum, y, i) => sum + (y - final.test.mean.data[i]) ** 2, 0);
  expect(result.final.test.r2).toBeCloseTo(1 - errors / truth.reduce((sum, y) => sum + (y - centre) ** 2, 0), 12);
  expect(result.final.test.loss).toBeCloseTo(errors / 2 / truth.length, 12);
  expect(result.final.test.r2).toBeGreaterThan(0.35);
  expect(result.final.meanDeviation).toBeGreaterThan(0.05);
});

test("a classical kernel is the prior of a Gaussian process", async () => {
  const gamma = 0.4;
  const split = { order: "shuffled", train: 20, test: 10, seed: 5 };
  const data = { ...iris.data, split };
  const solver = { kind: "gp", ridge: { kind: "absolute", value: 0.01 }, uncertainty: "covariances" };
  const run = await ran({ data, kernel: { kind: "rbf", gamma }, solver });
  const { train, test: unseen } = run.data;
  const rbf = (a: Matrix, b: Matrix) => a.map((x) => b.map((z) => Math.exp(-gamma * x.reduce((sum, value, i) => sum + (value - z[i]) ** 2, 0))));
  const [x, z] = [matrix(train.inputs), matrix(unseen.inputs)];
  const weights = transposed(solved(plusDiagonal(rbf(x, x), 0.01), rbf(x, z)));
  const { mean, covariance, variance } = run.outcome.final.test;
  expect(farthest(matrix(mean), times(weights, matrix(train.targets)))).toBeLessThan(1e-12);
  expect(farthest(matrix(covariance ?? mean), minus(rbf(z, z), times(weights, rbf(x, z))))).toBeLessThan(1e-12);
  expect(variance?.shape).toEqual([10]);
  // Left out, the solver is the flow that ends in the same mean.
  const usual = (await ran({ data, kernel: { kind: "rbf", gamma } })).outcome.result;
  expect(usual.experiment.solver).toMatchObject({ kind: "eigen", ensemble: "nngp", uncertainty: "variances" });
  expect(usual.conventions.kernel).toBe("nngp");
});

test("an outcome's kernel is the one that drives the motion", async () => {
  const run = await ran({ ...iris, solver: { kind: "eigen", ensemble: "nngp" } });
  const { train } = await kernels(run.data, 3);
  expect(farthest(matrix(run.outcome.kernel), train.nngp)).toBeLessThan(1e-14);
  expect(run.outcome.kernel.shape).toEqual([60, 60]);
});

test("the kernel of a network may be the prior of a Gaussian process too", async () => {
  const solver = { kind: "gp", ridge: { kind: "relative", value: 0.1 }, uncertainty: "variances" };
  const split = { order: "given", train: 30, test: 10 };
  const data = { ...iris.data, split };
  const asPrior = await ran({ data, kernel: { kind: "ntk", architecture: network(3) }, solver });
  const asNetwork = await ran({ data, architecture: network(3), solver: { ...solver, predictor: "ntkgp" } });
  expect(asPrior.outcome.final.test).toEqual(asNetwork.outcome.final.test);
});

test.each([
  [{ kind: "gp", ridge: { kind: "relative", value: 0.1 } }, "nngp"],
  [{ kind: "gp", predictor: "ntk", ridge: { kind: "relative", value: 0.1 } }, "ntk"],
  [{ kind: "gp", predictor: "ntk", uncertainty: "variances", ridge: { kind: "relative", value: 0.1 } }, "nngp and ntk"],
  [{ kind: "eigen", ensemble: "nngp", uncertainty: "variances" }, "nngp"],
  [{ kind: "eigen" }, "ntk"],
  [{ kind: "eigen", uncertainty: "variances" }, "nngp and ntk"],
])("%j computes the kernels that it needs and no other: %s", async (solver, kinds) => {
  const details: string[] = [];
  await ran({ ...iris, solver, times: { count: 2 } }, plugins, { onEvent: (event) => void (event.kind === "stage" && details.push(event.detail)) });
  expect(details[1]).toBe(`${kinds}: 60 × 60 and 30 × 60`);
});
