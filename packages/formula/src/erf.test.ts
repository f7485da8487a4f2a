import { describe, expect, it } from "vitest";
import { erf } from "./erf.ts";

/** x and erf(x) rounded to float64: mpmath 1.3 with 60 digits. Subnormal, tiny, and both sides of every joint. */
const reference: readonly (readonly [number, number])[] = [
  [5e-324, 5e-324],
  [1e-310, 1.1283791670955e-310],
  [2.2250738585072014e-308, 2.5107269871883543e-308],
  [1e-300, 1.1283791670955126e-300],
  [1e-20, 1.1283791670955125e-20],
  [3.7252902984e-9, 4.203539964097585e-9],
  [1e-8, 1.1283791670955126e-8],
  [0.0001, 0.00011283791633342487],
  [0.01, 0.011283415555849618],
  [0.1, 0.1124629160182849],
  [0.25, 0.27632639016823696],
  [0.4769362762044699, 0.5],
  [0.5, 0.5204998778130465],
  [Math.SQRT1_2, 0.682689492137086],
  [0.8, 0.7421009647076605],
  [0.8437499999999999, 0.7672256612323416],
  [0.84375, 0.7672256612323416],
  [0.9, 0.7969082124228322],
  [1, 0.8427007929497149],
  [1.1, 0.8802050695740817],
  [1.2499999999999998, 0.9229001282564582],
  [1.25, 0.9229001282564583],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [2.857142857142857, 0.9999466876886117],
  [2.8571428571428577, 0.9999466876886117],
  [3, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4, 0.9999999845827421],
  [4.5, 0.9999999998033839],
  [5, 0.9999999999984626],
  [5.5, 0.9999999999999927],
  [5.8, 0.9999999999999998],
  [5.9, 0.9999999999999999],
  [5.999999999999999, 1],
  [6, 1],
  [7, 1],
  [30, 1],
];

/** The distance to the next float64 above |x|. */
function ulp(x: number): number {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer);
  bits[0] += 1n;
  return new Float64Array(bits.buffer)[0] - Math.abs(x);
}

describe("erf", () => {
  it.each(reference)("at ±%d is ±%d within 1 ulp", (x, value) => {
    expect(Math.abs(erf(x) - value)).toBeLessThanOrEqual(ulp(value));
    expect(erf(-x)).toBe(-erf(x));
  });

  it("has its limits, and keeps the sign of zero", () => {
    expect([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN].map(erf)).toEqual([1, -1, Number.NaN]);
    expect([0, -0].map(erf)).toEqual([0, -0]);
  });

  it("never falls, across the joints of its pieces", () => {
    for (const joint of [0.84375, 1.25, 1 / 0.35, 6]) {
      const near = [-3, -2, -1, 0, 1, 2, 3].map((k) => erf(joint + k * ulp(joint)));
      expect(near).toEqual([...near].sort((a, b) => a - b));
    }
  });
});
