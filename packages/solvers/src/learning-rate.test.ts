import { expect, test } from "vitest";
import { maximumLearningRate, timeConstants } from "./learning-rate.ts";

test("2 (1 + β) Z / λmax", () => {
  expect(maximumLearningRate({ largestEigenvalue: 4, normaliser: 10 })).toBe(5);
  expect(maximumLearningRate({ largestEigenvalue: 4, normaliser: 10, momentum: 0.5 })).toBe(7.5);
  expect(maximumLearningRate({ largestEigenvalue: 0, normaliser: 10 })).toBe(Infinity);
});

test("what cannot be", () => {
  expect(() => maximumLearningRate({ largestEigenvalue: 1, normaliser: 1, momentum: 1 })).toThrow("momentum: expected a number from 0 to below 1, found 1.");
  expect(() => maximumLearningRate({ largestEigenvalue: NaN, normaliser: 1 })).toThrow("largestEigenvalue");
  expect(() => maximumLearningRate({ largestEigenvalue: 1, normaliser: 0 })).toThrow("normaliser");
});

test("time constants: Z/(ηλ), Infinity for modes that never move", () => {
  expect([...timeConstants(Float64Array.of(-1e-17, 0, 0.5, 4), 0.5, 8)]).toEqual([Infinity, Infinity, 32, 4]);
});
