import fc from "fast-check";
import { expect, test } from "vitest";
import { chebyshevPoints, chebyshevSeries, evaluateSeries, shortened } from "./chebyshev.ts";

const series = (f: (u: number) => number, intervals: number) => chebyshevSeries(chebyshevPoints(intervals).map(f));
const largestMiss = (f: (u: number) => number, coefficients: Float64Array) =>
  Math.max(...Array.from({ length: 101 }, (_, i) => Math.abs(evaluateSeries(coefficients, i / 100) - f(i / 100))));

test("points go from 0 to 1, and those of N are every other one of 2N", () => {
  const [coarse, fine] = [chebyshevPoints(16), chebyshevPoints(32)];
  expect([coarse[0], coarse[16]]).toEqual([0, 1]);
  expect(fine.filter((_, k) => k % 2 === 0)).toEqual(coarse);
  expect(coarse.every((u, k) => k === 0 || u > coarse[k - 1])).toBe(true);
});

test("polynomials up to the number of intervals are met exactly", () => {
  const polynomial = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(polynomial, (terms) => {
      const f = (u: number) => terms.reduceRight((sum, a) => sum * u + a, 0);
      expect(largestMiss(f, series(f, 8))).toBeLessThan(1e-12);
    }),
  );
});

test("the coefficients of T_3 are those of T_3", () => {
  const coefficients = series((u) => Math.cos(3 * Math.acos(2 * u - 1)), 6);
  coefficients.forEach((a, j) => expect(a).toBeCloseTo(j === 3 ? 1 : 0, 14));
});

test("smooth functions are met with geometric speed", () => {
  expect(largestMiss(Math.exp, series(Math.exp, 4))).toBeGreaterThan(1e-6);
  expect(largestMiss(Math.exp, series(Math.exp, 8))).toBeLessThan(1e-9);
  // What is left is the rounding of 17 terms of size up to e.
  expect(largestMiss(Math.exp, series(Math.exp, 16))).toBeLessThan(1e-14);
});

test("a shortened series stays within what was allowed", () => {
  const whole = series((u) => 1 / (1.1 - u), 64);
  for (const tolerance of [1e-2, 1e-5, 1e-9]) {
    const short = shortened(whole, tolerance);
    expect(short.length).toBeLessThan(whole.length);
    expect(largestMiss((u) => evaluateSeries(whole, u), short)).toBeLessThanOrEqual(tolerance);
  }
  expect(shortened(new Float64Array(5), 0)).toEqual(new Float64Array(1));
});
