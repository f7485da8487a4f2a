import { fromNested, InvalidData, InvalidInput, type NDArray, ndArray, ShapeMismatch, sliceRows, toNested, UnknownName } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { dataJson } from "../../test/files.ts";
import { datasets } from "../datasets/index.ts";
import { center } from "./center.ts";
import { preparations } from "./index.ts";
import type { Preparation } from "./preparation.ts";
import { applyPreparation, fitPreparation, invertPreparation } from "./prepare.ts";
import { scale } from "./scale.ts";
import { standardise } from "./standardise.ts";

const train = fromNested([
  [1, 5, 0.1],
  [3, 5, 0.1],
  [5, 8, 0.1],
]);
const test1 = fromNested([[7, 6, 0.3]]);

const columns = (array: NDArray) => Array.from({ length: array.shape[1] }, (_, j) => [...array.data.filter((_x, i) => i % array.shape[1] === j)]);
const mean = (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length;
const meanSquare = (x: number[]) => mean(x.map((v) => v * v));

test("center: the mean of the training inputs is taken from both", () => {
  const fitted = fitPreparation([center()], train);
  expect(fitted).toEqual([{ kind: "center", shift: [3, 6, 0.1], scale: [1] }]);
  expect(columns(applyPreparation(fitted, train)).map(mean)).toEqual([0, 0, 0]);
  expect(toNested(applyPreparation(fitted, test1))).toEqual([[4, 0, 0.3 - 0.1]]);
});

test("standardise: mean 0 and variance 1 in training; a constant feature becomes 0 and is named", () => {
  const fitted = fitPreparation([standardise()], train);
  const prepared = columns(applyPreparation(fitted, train));
  prepared.forEach((column) => expect(mean(column)).toBeCloseTo(0, 14));
  expect(prepared.map(meanSquare).map((v) => Math.round(v * 1e12) / 1e12)).toEqual([1, 1, 0]);
  expect(fitted[0].constant).toEqual([2]);
  expect(fitted[0].scale).toEqual([Math.sqrt(8 / 3), Math.sqrt(2), 1]);
  expect(toNested(applyPreparation(fitted, test1))).toEqual([[(7 - 3) / Math.sqrt(8 / 3), 0, 0.3 - 0.1]]);
});

test("per all: one mean and one deviation for the whole block", () => {
  const fitted = fitPreparation([standardise({ per: "all" })], train);
  const prepared = [...applyPreparation(fitted, train).data];
  expect(fitted[0].shift).toHaveLength(1);
  expect(mean(prepared)).toBeCloseTo(0, 14);
  expect(meanSquare(prepared)).toBeCloseTo(1, 14);
  expect(fitPreparation([center({ per: "all" })], train)[0].shift[0]).toBeCloseTo(27.3 / 9, 14);
});

test("a constant feature is found exactly, however badly its mean rounds", () => {
  const tenths = ndArray(new Float64Array(1001).fill(0.1), [1001, 1]);
  expect(new Set(applyPreparation(fitPreparation([standardise()], tenths), tenths).data)).toEqual(new Set([0]));
});

test("steps are fitted to what the ones before have prepared", () => {
  const fitted = fitPreparation([scale(2), center()], train);
  expect(fitted).toEqual([
    { kind: "scale", shift: [0], scale: [2] },
    { kind: "center", shift: [1.5, 3, 0.05], scale: [1] },
  ]);
});

describe("against numpy, on the real data", () => {
  test("digits: X/16 less the mean of the first 1000 (reproduction 13)", async () => {
    const expected = dataJson<{ digitsTrain0: number[]; digitsTest796: number[] }>("prepared.json");
    const { inputs } = await datasets.digits.load();
    const fitted = fitPreparation([scale(16), center()], sliceRows(inputs, 0, 1000));
    const prepared = applyPreparation(fitted, inputs);
    expected.digitsTrain0.forEach((v, j) => expect(prepared.data[j]).toBeCloseTo(v, 14));
    expected.digitsTest796.forEach((v, j) => expect(prepared.data[1796 * 64 + j]).toBeCloseTo(v, 14));
  });

  test.each(["iris", "wine", "breast-cancer", "diabetes", "digits"] as const)("%s: means and deviations of the columns", async (name) => {
    const reference = dataJson<Record<string, { columnMeans: number[]; columnStds: number[] }>>("datasets.json")[name];
    const [{ shift, scale: deviations, constant }] = fitPreparation([standardise()], (await datasets[name].load()).inputs);
    reference.columnMeans.forEach((m, j) => expect(Math.abs(shift[j] - m)).toBeLessThanOrEqual(1e-12 * Math.abs(m)));
    reference.columnStds.forEach((s, j) => expect(Math.abs(deviations[j] - (s === 0 ? 1 : s))).toBeLessThanOrEqual(1e-12 * Math.max(s, 1)));
    expect(constant).toEqual(reference.columnStds.flatMap((s, j) => (s === 0 ? [j] : [])));
  });
});

test("inverting gives back what was prepared, after a passage through JSON", () => {
  const arrays = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }))
    .chain(([n, d]) =>
      fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: n * d, maxLength: n * d }).map((x) => ndArray(Float64Array.from(x), [n, d])),
    );
  const steps = fc.array(fc.constantFrom(center(), center({ per: "all" }), scale(16), scale(-0.5)), { maxLength: 4 });
  fc.assert(
    fc.property(arrays, steps, (x, spec) => {
      const fitted = JSON.parse(JSON.stringify(fitPreparation(spec, x)));
      const back = invertPreparation(fitted, applyPreparation(fitted, x));
      expect(back.shape).toEqual(x.shape);
      x.data.forEach((v, i) => expect(Math.abs(back.data[i] - v)).toBeLessThan(1e-8));
    }),
  );
});

test("images keep their shape, every pixel being a feature", () => {
  const images = ndArray(
    Float64Array.from({ length: 8 }, (_, i) => i),
    [2, 2, 2, 1],
  );
  const fitted = fitPreparation([center()], images);
  expect(fitted[0].shift).toEqual([2, 3, 4, 5]);
  expect(applyPreparation(fitted, images).shape).toEqual([2, 2, 2, 1]);
});

test("a preparation from outside is one entry in the registry", () => {
  const negate: Preparation = { kind: "negate", schema: z.strictObject({ kind: z.literal("negate") }), fit: () => ({ shift: [0], scale: [-1] }) };
  expect(toNested(applyPreparation(fitPreparation([{ kind: "negate" }], train, { ...preparations, negate }), test1))).toEqual([[-7, -6, -0.3]]);
});

describe("what is refused", () => {
  test("unknown kinds and fields, and a divisor of 0", () => {
    expect(() => fitPreparation([{ kind: "standardize" }], train)).toThrow(UnknownName);
    expect(() => fitPreparation([center(), { kind: "standardize" }], train)).toThrow(
      'preparation[1].kind: unknown preparation, found "standardize". Did you mean "standardise"?',
    );
    expect(() => fitPreparation([{ kind: "center", pre: "all" } as { kind: string }], train)).toThrow(
      'preparation[0].pre: unknown field, found "pre". Did you mean "per"?',
    );
    expect(() => fitPreparation([scale(0)], train)).toThrow(InvalidInput);
    expect(() => fitPreparation([scale(0)], train)).toThrow("preparation[0].divisor: cannot divide by 0, found 0. Give a divisor other than 0.");
  });

  test("no rows to learn from, and other features than were learnt", () => {
    expect(() => fitPreparation([center()], ndArray(new Float64Array(0), [0, 3]))).toThrow(InvalidData);
    expect(() => applyPreparation(fitPreparation([center()], train), fromNested([[1, 2]]))).toThrow(ShapeMismatch);
    expect(() => applyPreparation(fitPreparation([center()], train), fromNested([[1, 2]]))).toThrow("inputs: prepared for 3 features, found 2.");
  });
});
