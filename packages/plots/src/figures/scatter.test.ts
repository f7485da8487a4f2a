import { InvalidData, ShapeMismatch } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { captionOf, checkFigure } from "../draw.ts";
import { renderSvg } from "../render.ts";
import type { ScatterFigure } from "./scatter.ts";

const figure: ScatterFigure = {
  kind: "scatter",
  title: "Scatter",
  x: { label: "true" },
  y: { label: "predicted" },
  series: [{ name: "test", x: [0, 1, 2], y: [0, 4, 2], deviation: [1, 1, 1] }],
  identity: true,
};

describe("scatter", () => {
  it("draws a dot and a whisker for each point, and the line of perfect prediction", () => {
    const svg = renderSvg(figure);
    expect(svg.match(/<circle /g)).toHaveLength(3);
    expect(/aria-label="rule"[^>]*>((?:<line [^>]*\/>)+)/.exec(svg)?.[1]?.match(/<line /g)).toHaveLength(3);
    expect(svg.match(/aria-label="line"/g)).toHaveLength(1);
    expect(captionOf(figure)).toBe("Whiskers: ± one standard deviation. Dashed: perfect prediction.");
    expect(captionOf({ ...figure, identity: "both say the same" })).toBe("Whiskers: ± one standard deviation. Dashed: both say the same.");
  });

  it("places the dots to scale", () => {
    const [a, b, c] = [...renderSvg(figure).matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]) as [number, number][];
    expect((b as [number, number])[0] * 2).toBeCloseTo((a as [number, number])[0] + (c as [number, number])[0], 1);
    expect((c as [number, number])[1] * 2).toBeCloseTo((a as [number, number])[1] + (b as [number, number])[1], 1);
  });

  it("refuses lists that do not fit, and whiskers that leave a logarithmic axis", () => {
    expect(() => checkFigure({ ...figure, series: [{ name: "test", x: [1], y: [1, 2] }] })).toThrow(ShapeMismatch);
    expect(() => checkFigure({ ...figure, series: [{ name: "test", x: [1, 2], y: [1, 2], deviation: [1] }] })).toThrow(/^series\[0\]\.deviation/);
    const logarithmic = { ...figure, y: { label: "y", scale: "log" as const }, series: [{ name: "test", x: [1], y: [1], deviation: [2] }] };
    expect(() => checkFigure(logarithmic)).toThrow(InvalidData);
    expect(() => checkFigure({ ...figure, series: [] })).toThrow(InvalidData);
  });
});
