import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { domainOf, formatNumber, formatPercent, linearTicks, logTicks, position } from "./axes.ts";

const bounds = fc
  .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-6, max: 1e6, noNaN: true }))
  .map(([low, size]): [number, number] => [low, low + size]);

describe("ticks", () => {
  it("of a linear axis lie within it, rise evenly, and are about as many as asked", () => {
    fc.assert(
      fc.property(
        bounds.filter(([low, high]) => high - low > 1e-9 * Math.abs(low)),
        fc.integer({ min: 2, max: 12 }),
        ([low, high], count) => {
          const { values, format } = linearTicks([low, high], count);
          const slack = (high - low) * 1e-6;
          expect(values.every((v) => v >= low - slack && v <= high + slack)).toBe(true);
          expect(values.length).toBeLessThanOrEqual(count + 1);
          expect(values.length).toBeGreaterThanOrEqual(Math.floor(count / 2.6));
          expect(new Set(values).size).toBe(values.length);
          expect(values.every((v) => format(v).length > 0)).toBe(true);
        },
      ),
    );
  });

  it("are told apart by their labels", () => {
    for (const range of [
      [0, 1],
      [0, 0.02],
      [-3, 3],
      [0, 250],
      [0.95, 1],
      [0, 2e7],
      [0, 3e-6],
    ] as const) {
      const { values, format } = linearTicks(range, 5);
      expect(new Set(values.map((v) => format(v))).size).toBe(values.length);
      for (const value of values) {
        const printed = format(value).replace("−", "-");
        if (/^[-\d.]+$/.test(printed)) expect(Number(printed)).toBeCloseTo(value, 10);
      }
    }
  });

  it("of a logarithmic axis are powers of ten, or 1, 2, 5 where there are few", () => {
    expect(logTicks([1, 1000], 5).values).toEqual([1, 10, 100, 1000]);
    expect(logTicks([1e-9, 1e9], 4).values.map((v) => Math.round(Math.log10(v)))).toEqual([-5, 0, 5]);
    expect(logTicks([2, 30], 5).values).toEqual([2, 5, 10, 20]);
    const { values, format } = logTicks([1e-5, 1], 10);
    expect(values.map((v) => format(v))).toEqual(["10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]);
  });
});

it.each([
  [0, "0"],
  [1, "1"],
  [0.05, "0.05"],
  [-0.25, "−0.25"],
  [1234.5, "1235"],
  [0.123456, "0.123"],
  [2150, "2150"],
  [99999, "99999"],
  [1e-4, "10⁻⁴"],
  [-1e6, "−10⁶"],
  [2.5e-7, "2.5 × 10⁻⁷"],
  [123456, "1.23 × 10⁵"],
])("formats %d as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it("formats shares", () => {
  expect(formatPercent(0.97449)).toBe("97.4\u00a0%");
  expect(linearTicks([0, 1], 5, true).values.map((v) => linearTicks([0, 1], 5, true).format(v))).toEqual(
    ["0", "20", "40", "60", "80", "100"].map((n) => `${n}\u00a0%`),
  );
});

it("widens an axis on which nothing varies", () => {
  expect(domainOf({ label: "y" }, [[5, 5]])).toEqual([2.5, 7.5]);
  expect(domainOf({ label: "y" }, [[0]])).toEqual([-0.5, 0.5]);
  expect(domainOf({ label: "y", scale: "log" }, [[4]])).toEqual([2, 8]);
});

it("places values", () => {
  expect(position({ label: "x" }, [0, 10], [100, 200])(2.5)).toBe(125);
  expect(position({ label: "x", scale: "log" }, [1, 10_000], [0, 400])(100)).toBeCloseTo(200, 10);
});
