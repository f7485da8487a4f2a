import { expect, test } from "vitest";
import { iris } from "../test/experiments.ts";
import { type Matrix, matrix, plusDiagonal, solved } from "../test/linear-algebra.ts";
import { plugins, ran } from "../test/plugins.ts";

const ridge = 0.05;
const usual = ran({ ...iris, solver: { kind: "eigen", ensemble: "nngp", ridge: { kind: "absolute", value: ridge } }, times: { count: 2 } });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const inner = (a: Matrix, b: Matrix) => sum(a.flatMap((row, i) => row.map((value, j) => value * b[i][j])));

test("spectrum and alignment: by their definitions, and traces instead of eigenvalues", async () => {
  const { outcome, data } = await usual;
  const { spectrum, alignment } = outcome.result;
  const k = matrix(outcome.kernel);
  const y = matrix(data.train.targets);
  const yy = y.map((row) => y.map((other) => sum(row.map((value, o) => value * other[o]))));
  const trace = sum(k.map((row, i) => row[i]));
  expect(spectrum?.participationRatio).toBeCloseTo(trace ** 2 / inner(k, k), 8);
  const identity = k.map((row, i) => row.map((_, j) => Number(i === j)));
  const free = sum(solved(plusDiagonal(k, ridge), identity).map((row, i) => 1 - ridge * row[i]));
  expect(spectrum?.effectiveDimension).toBeCloseTo(free, 8);
  const shares = (spectrum?.eigenvalues ?? []).map((value) => value / trace);
  expect(spectrum?.effectiveRank).toBeCloseTo(Math.exp(-sum(shares.map((p) => (p > 0 ? p * Math.log(p) : 0)))), 6);
  expect(sum([...(spectrum?.targetShares ?? [])])).toBeCloseTo(1, 12);
  // Σ λ_k |q_kᵀ y|² = tr(yᵀ K y).
  const energy = sum((spectrum?.targetShares ?? []).map((share, i) => share * (spectrum?.eigenvalues[i] ?? 0)));
  expect(energy * inner(y, y)).toBeCloseTo(inner(k, yy), 6);
  expect(alignment.plain).toBeCloseTo(inner(k, yy) / Math.sqrt(inner(k, k) * inner(yy, yy)), 12);
  expect(alignment.centred).toBeGreaterThan(alignment.plain);
});

test("estimates: leaving samples out by hand, and the evidence by pivots", async () => {
  const { outcome, data } = await usual;
  const { estimates } = outcome.result;
  if (estimates?.status !== "ok") throw new Error("no estimates");
  const k = plusDiagonal(matrix(outcome.kernel), ridge);
  const y = matrix(data.train.targets);
  const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);
  let [error, hits] = [0, 0];
  y.forEach((row, i) => {
    const dual = solved(
      without(k, i).map((r) => without(r, i)),
      without(y, i),
    );
    const predicted = row.map((_, o) => sum(without(k[i], i).map((value, j) => value * dual[j][o])));
    error += sum(row.map((value, o) => (value - predicted[o]) ** 2)) / (y.length * row.length);
    hits += Number(predicted.indexOf(Math.max(...predicted)) === data.train.labels?.[i]);
  });
  expect(estimates.leaveOneOut.error).toBeCloseTo(error, 8);
  expect(estimates.leaveOneOut.accuracy).toBe(hits / y.length);
  const rest = k.map((row) => [...row]);
  let logDeterminant = 0;
  for (let p = 0; p < rest.length; p++) {
    logDeterminant += Math.log(rest[p][p]);
    for (let i = p + 1; i < rest.length; i++) {
      const factor = rest[i][p] / rest[p][p];
      for (let j = p; j < rest.length; j++) rest[i][j] -= factor * rest[p][j];
    }
  }
  const fit = inner(y, solved(k, y));
  expect(estimates.logMarginalLikelihood).toBeCloseTo(-0.5 * fit - 1.5 * (logDeterminant + y.length * Math.log(2 * Math.PI)), 6);
});

test("a posterior has them from its factorisation; trained weights have no evidence; iterations stay cheap", async () => {
  const absolute = { kind: "absolute", value: ridge };
  const [flow, posterior] = [(await usual).outcome.result.estimates, (await ran({ ...iris, solver: { kind: "gp", ridge: absolute } })).outcome.result];
  if (flow?.status !== "ok" || posterior.estimates?.status !== "ok") throw new Error("no estimates");
  expect(posterior.estimates.kare / flow.kare).toBeCloseTo(1, 8);
  expect(posterior.estimates.logMarginalLikelihood).toBeCloseTo(flow.logMarginalLikelihood ?? Number.NaN, 6);
  expect("maximumLearningRate" in posterior).toBe(false);
  const trained = (await ran({ ...iris, solver: { kind: "eigen", ridge: absolute }, times: { count: 2 } })).outcome.result;
  expect(trained.estimates).toMatchObject({ status: "ok", kare: expect.any(Number) });
  expect(trained.estimates).not.toHaveProperty("logMarginalLikelihood");
  const iterated = (await ran({ ...iris, solver: { kind: "conjugate-gradient", ridge: absolute } })).outcome.result;
  expect("estimates" in iterated || "spectrum" in iterated).toBe(false);
  expect(iterated.alignment.plain).toBeCloseTo(posterior.alignment.plain, 12);
});

test("how the kernel was computed", async () => {
  expect((await usual).outcome.result.evaluation).toMatchObject({ kind: "direct" });
  const deep = [1, 2, 3, 4, 5, 6, 7, 8].flatMap(() => [{ kind: "dense", width: 64, weightStd: 1.4, biasStd: 0.1 }, { kind: "relu" }]);
  const circle = {
    data: {
      source: {
        inputs: Array.from({ length: 120 }, (_, i) => [Math.cos(i / 20), Math.sin(i / 20)]),
        targets: Array.from({ length: 120 }, (_, i) => [Math.sin(i / 10)]),
      },
      split: { order: "given", train: 110, test: 10 },
    },
    architecture: { layers: [...deep, { kind: "dense", width: 1 }] },
    times: { count: 2 },
  };
  expect((await ran(circle, plugins)).outcome.result.evaluation).toMatchObject({ kind: "angle-table", terms: expect.any(Number) });
});
