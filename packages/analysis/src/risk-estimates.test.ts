import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, random } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { addDiagonal, type Matrix, multiply, nested, randomKernel, randomMatrix, solve } from "../test/matrices.ts";
import { evidenceOf, logMarginalLikelihood } from "./evidence.ts";
import { kare, kareOf } from "./kare.ts";
import { leaveOneOut, leaveOneOutOf } from "./leave-one-out.ts";
import { type Ridge, regulariseBySpectrum } from "./regularised.ts";
import { spectrum } from "./spectrum.ts";

const on = referenceBackend();
const kernel = randomKernel(random(8), 9, 20);
const targets = fromNested(randomMatrix(random(9), 9, 2));
const ridges: Ridge[] = [
  { kind: "absolute", value: 0 },
  { kind: "absolute", value: 0.3 },
  { kind: "relative", value: 0.05 },
];
const amount = ({ kind, value }: Ridge, k: NDArray) =>
  kind === "absolute" ? value : (value * nested(k).reduce((sum, row, i) => sum + row[i], 0)) / k.shape[0];
const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);

describe("leaveOneOut", () => {
  it.each(ridges)("equals nine refits, ridge $kind $value", async (ridge) => {
    const result = await leaveOneOut(on, kernel, targets, ridge);
    if (result.status !== "ok") throw new Error(result.problem);
    const [k, y] = [addDiagonal(nested(kernel), amount(ridge, kernel)), nested(targets)];
    let error = 0;
    y.forEach((row, i) => {
      const rest: Matrix = without(k, i).map((r) => without(r, i));
      const [prediction] = multiply([without(k[i], i)], solve(rest, without(y, i)));
      row.forEach((value, o) => {
        expect(nested(result.predictions)[i][o]).toBeCloseTo(prediction[o], 10);
        expect(nested(result.residuals)[i][o]).toBeCloseTo(value - prediction[o], 10);
        error += (value - prediction[o]) ** 2 / 18;
      });
    });
    expect(result.error).toBeCloseTo(error, 10);
    expect(result.ridge).toBeCloseTo(amount(ridge, kernel), 14);
    expect(on.liveTensors()).toBe(0);
  });

  it("says what to do about a singular kernel", async () => {
    const singular = randomKernel(random(10), 9, 3);
    expect(await leaveOneOut(on, singular, targets)).toMatchObject({ status: "not-positive-definite", remedy: expect.stringContaining("ridge") });
    expect(await leaveOneOut(on, singular, targets, { kind: "relative", value: 1e-3 })).toMatchObject({ status: "ok" });
    expect(on.liveTensors()).toBe(0);
  });
});

describe("kare", () => {
  it.each(ridges)("equals its definition and generalised cross-validation, ridge $kind $value", async (ridge) => {
    const result = await kare(on, kernel, targets, ridge);
    if (result.status !== "ok") throw new Error(result.problem);
    const n = 9;
    const lambda = amount(ridge, kernel) / n;
    // The definition, with K/n + λ.
    const scaled = addDiagonal(
      nested(kernel).map((row) => row.map((x) => x / n)),
      lambda,
    );
    const identity = scaled.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
    const inverse = solve(scaled, identity);
    const trace = inverse.reduce((sum, row, i) => sum + row[i], 0) / n;
    const solved = multiply(inverse, nested(targets));
    const errors = [0, 1].map((o) => solved.reduce((sum, row) => sum + row[o] ** 2, 0) / n / trace ** 2);
    errors.forEach((value, o) => expect(result.errors.data[o] / value).toBeCloseTo(1, 11));
    if (lambda === 0) return;
    // Generalised cross-validation: training error over the square of the free part of the hat matrix.
    const hat = multiply(nested(kernel), solve(addDiagonal(nested(kernel), n * lambda), identity));
    const free = 1 - hat.reduce((sum, row, i) => sum + row[i], 0) / n;
    const fitted = multiply(hat, nested(targets));
    const training = [0, 1].map((o) => nested(targets).reduce((sum, row, i) => sum + (row[o] - fitted[i][o]) ** 2, 0) / n);
    training.forEach((value, o) => expect(result.errors.data[o] / (value / free ** 2)).toBeCloseTo(1, 11));
    expect(on.liveTensors()).toBe(0);
  });
});

describe("from a spectrum that is known", () => {
  it.each(ridges)("the same estimates as by Cholesky, ridge $kind $value", async (ridge) => {
    const taken = await spectrum(on, kernel);
    if (taken.status !== "ok") throw new Error(taken.problem);
    const known = await regulariseBySpectrum(on, taken, targets, amount(ridge, kernel));
    const [risk, left, evidence] = [
      await kare(on, kernel, targets, ridge),
      await leaveOneOut(on, kernel, targets, ridge),
      await logMarginalLikelihood(on, { kernel, derivatives: {} }, targets, ridge),
    ];
    if (known.status !== "ok" || risk.status !== "ok" || left.status !== "ok" || evidence.status !== "ok") throw new Error("trouble");
    expect(kareOf(known).error / risk.error).toBeCloseTo(1, 11);
    expect(leaveOneOutOf(known).error / left.error).toBeCloseTo(1, 11);
    leaveOneOutOf(known).predictions.data.forEach((value, at) => expect(value).toBeCloseTo(left.predictions.data[at], 10));
    expect(evidenceOf(known) / evidence.value).toBeCloseTo(1, 11);
    expect(on.liveTensors()).toBe(0);
  });

  it("says what to do about a singular kernel", async () => {
    const taken = await spectrum(on, randomKernel(random(10), 9, 3));
    if (taken.status !== "ok") throw new Error(taken.problem);
    expect(await regulariseBySpectrum(on, taken, targets, 0)).toMatchObject({ status: "not-positive-definite", remedy: expect.stringContaining("ridge") });
    expect(await regulariseBySpectrum(on, taken, targets, 0.1)).toMatchObject({ status: "ok" });
  });
});
