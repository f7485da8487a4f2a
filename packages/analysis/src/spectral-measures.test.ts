import { describe, expect, it } from "vitest";
import { conditionNumber, effectiveDimension, effectiveRank, participationRatio, timeConstants } from "./spectral-measures.ts";

const values = Float64Array.of(4, 2, 1, 0.5, 0);

describe("spectral measures", () => {
  it("equal what numpy gives", () => {
    expect(effectiveRank(values)).toBeCloseTo(3.117142110535455, 14);
    expect(participationRatio(values)).toBeCloseTo(2.6470588235294117, 14);
    expect(effectiveDimension(values, 0.3)).toBeCloseTo(3.1940285447616086, 14);
  });

  it("count equal modes, whatever their size, and take rounding errors for 0", () => {
    for (const size of [1e-300, 1, 1e300]) {
      const equal = Float64Array.of(size, size, size, -1e-20 * size, 0);
      expect(effectiveRank(equal)).toBeCloseTo(3, 13);
      expect(participationRatio(equal)).toBeCloseTo(3, 13);
      expect(effectiveDimension(equal, 0)).toBe(3);
    }
    expect([effectiveRank, participationRatio].map((measure) => measure(new Float64Array(3)))).toEqual([0, 0]);
  });

  it("say when a kernel is singular", () => {
    expect(conditionNumber(values)).toBe(Infinity);
    expect(conditionNumber(Float64Array.of(0.5, 8, 2))).toBe(16);
  });

  it("timeConstants: a mode is at 1/e after Z/(ηλ)", () => {
    const [fast, , , slow, never] = timeConstants(values, { learningRate: 0.1, normaliser: 20 });
    expect([fast, slow, never]).toEqual([50, 400, Infinity]);
    expect(() => timeConstants(values, { learningRate: -1, normaliser: 20 })).toThrow("learningRate: expected a positive number, found -1");
  });
});
