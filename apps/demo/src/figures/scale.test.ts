import { expect, it } from "vitest";
import { bandPath, linearScale, linePath, logScale } from "./scale.ts";

it("scales go there and back", () => {
  for (const scale of [linearScale([-2, 6], [10, 90]), logScale([0.01, 100], [400, 0])]) {
    for (const value of [0.02, 1, 5.5]) expect(scale.invert(scale(value))).toBeCloseTo(value, 12);
  }
  expect(linearScale([0, 1], [0, 10])(0.25)).toBe(2.5);
  expect(logScale([1, 100], [0, 10])(10)).toBeCloseTo(5, 12);
});

it("a line breaks where there is no number", () => {
  const same = (value: number) => value;
  expect(linePath([0, 1, 2, 3], [0, 1, Number.NaN, 3], same, same)).toBe("M0.0,0.0L1.0,1.0M3.0,3.0");
  expect(bandPath([0, 1], [0, 0], [1, 2], same, same)).toBe("M0.0,1.0L1.0,2.0L1.0,0.0L0.0,0.0Z");
});
