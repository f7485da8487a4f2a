import { InvalidData, InvalidInput, ShapeMismatch } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { captured } from "../../test/captured.ts";
import { checkFigure } from "../draw.ts";
import { renderSvg } from "../render.ts";
import type { CurvesFigure } from "./curves.ts";

const values = [0, 0.5, 1, 0.25];
const figure: CurvesFigure = {
  kind: "curves",
  title: "Four points",
  x: { label: "t (s)", values: [0, 1, 2, 4] },
  panels: [{ y: { label: "accuracy", format: "percent", limits: [0, 1] }, series: [{ name: "test", values }] }],
};
const y = figure.panels[0]?.y as CurvesFigure["panels"][number]["y"];

/** The vertices of the drawn lines: paths that are stroked and not filled, in px. */
const lines = (svg: string): [number, number][][] =>
  [...svg.matchAll(/aria-label="line"[^>]*><path d="([^"]*)"/g)].map(([, d]) =>
    (d as string)
      .slice(1)
      .split("L")
      .map((pair) => pair.split(",").map(Number) as [number, number]),
  );

describe("curves", () => {
  it("draws each series through its points, to scale", () => {
    const [line] = lines(renderSvg(figure)) as [[number, number][]];
    expect(line).toHaveLength(4);
    const [first, second, third, fourth] = line as [[number, number], [number, number], [number, number], [number, number]];
    expect((second[0] - first[0]) * 2).toBeCloseTo(third[0] - first[0], 2);
    expect((second[0] - first[0]) * 4).toBeCloseTo(fourth[0] - first[0], 2);
    expect(first[1]).toBeGreaterThan(third[1]);
    expect(second[1]).toBeCloseTo((first[1] + third[1]) / 2, 2);
    expect(fourth[1]).toBeCloseTo(first[1] + (third[1] - first[1]) / 4, 2);
  });

  it("spaces decades evenly on a logarithmic axis", () => {
    const x = { label: "t", scale: "log", values: [0.1, 1, 10, 100] } as const;
    const [line] = lines(renderSvg({ ...figure, x })) as [[number, number][]];
    const steps = line.slice(1).map(([at], i) => at - (line[i] as [number, number])[0]);
    for (const step of steps) expect(step).toBeCloseTo(steps[0] as number, 2);
  });

  it("gives a series the same colour in every panel, and the legend one entry", () => {
    const svg = renderSvg({
      ...figure,
      panels: [
        ...figure.panels,
        {
          y: { label: "loss" },
          series: [
            { name: "train", values },
            { name: "test", values },
          ],
        },
      ],
    });
    const strokes = [...svg.matchAll(/aria-label="line"[^>]* stroke="(#\w+)"/g)].map(([, colour]) => colour);
    expect(strokes).toHaveLength(3);
    expect(strokes[2]).toBe(strokes[0]);
    expect(strokes[1]).not.toBe(strokes[0]);
    expect(svg.match(/>test</g)).toHaveLength(1);
    expect(svg.match(/>train</g)).toHaveLength(1);
  });

  it("draws a marker through the first series where it crosses", () => {
    const svg = renderSvg({ ...figure, markers: [{ at: 3, label: "later" }] });
    const [line] = lines(svg) as [[number, number][]];
    const [, , third, fourth] = line as [unknown, unknown, [number, number], [number, number]];
    const [x, yOf] = captured(/<circle cx="([\d.]+)" cy="([\d.]+)"/, svg);
    expect(Number(x)).toBeCloseTo((third[0] + fourth[0]) / 2, 1);
    expect(Number(yOf)).toBeCloseTo((third[1] + fourth[1]) / 2, 1);
    expect(svg).toContain(">later</text>");
  });

  it("cuts off what lies beyond the limits, and only that", () => {
    const limited = (limits: [number, number]) => renderSvg({ ...figure, panels: [{ y: { ...y, limits }, series: [{ name: "test", values }] }] });
    expect(limited([0, 1])).not.toContain("clip-path");
    expect(limited([0, 0.75])).toContain("clip-path");
  });

  it("draws a band as an area", () => {
    const series = [{ name: "test", values, band: { lower: values, upper: values.map((v) => v + 0.1) } }];
    expect(renderSvg({ ...figure, panels: [{ y, series }] }).match(/aria-label="area"/g)).toHaveLength(1);
  });

  it.each<[string, Partial<CurvesFigure>, new (...args: never[]) => Error, RegExp]>([
    [
      "a series of another length",
      { panels: [{ y, series: [{ name: "test", values: [1, 2] }] }] },
      ShapeMismatch,
      /^panels\[0\]\.series\[0\]\.values: expected 4 entries.*found 2/,
    ],
    [
      "NaN, with its place",
      { panels: [{ y, series: [{ name: "test", values: [0, 1, Number.NaN, 1] }] }] },
      InvalidData,
      /^panels\[0\]\.series\[0\]\.values\[2\]: expected a finite number, found NaN/,
    ],
    ["a band of another length", { panels: [{ y, series: [{ name: "test", values, band: { lower: values, upper: [1] } }] }] }, ShapeMismatch, /band\.upper/],
    ["infinity on the x axis", { x: { label: "t", values: [0, 1, 2, Infinity] } }, InvalidData, /^x\.values\[3\]/],
    ["zero on a logarithmic axis", { x: { label: "t", scale: "log", values: [0, 1, 2, 3] } }, InvalidData, /^x\.values\[0\]: a logarithmic axis/],
    ["x values that fall", { x: { label: "t", values: [0, 2, 1, 3] } }, InvalidData, /^x\.values\[2\]: expected rising numbers, found 2 and then 1/],
    ["a marker beyond the axis", { markers: [{ at: 9, label: "late" }] }, InvalidInput, /^markers\[0\]\.at/],
    ["limits the wrong way round", { panels: [{ y: { ...y, limits: [1, 0] }, series: [{ name: "test", values }] }] }, InvalidInput, /^panels\[0\]\.y\.limits/],
    ["no panels", { panels: [] }, InvalidData, /^panels/],
    ["text for numbers", { x: { label: "t", values: JSON.parse('[0, 1, 2, "3"]') } }, InvalidData, /^x\.values\[3\].*found "3"/],
  ])("refuses %s", (_, change, error, message) => {
    const broken = { ...figure, ...change };
    expect(() => checkFigure(broken)).toThrow(error);
    expect(() => checkFigure(broken)).toThrow(message);
  });
});
