import { InvalidData, ShapeMismatch } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { captionOf, checkFigure } from "../draw.ts";
import { renderSvg } from "../render.ts";
import type { ConfusionFigure } from "./confusion.ts";

const figure: ConfusionFigure = {
  kind: "confusion",
  title: "Confusion",
  classes: ["cat", "dog", "owl"],
  counts: [
    [5, 2, 1],
    [0, 7, 0],
    [0, 0, 0],
  ],
};

describe("confusion", () => {
  it("draws a cell for each pair of classes and prints every count but zero", () => {
    const svg = renderSvg(figure, { titled: false });
    expect(svg.match(/<rect /g)).toHaveLength(9 + 1);
    for (const count of [5, 2, 1, 7]) expect(svg).toContain(`>${count}</text>`);
    expect(svg).not.toContain(">0</text>");
    expect(svg.match(/>cat</g)).toHaveLength(2);
  });

  it("gives accuracy and recall", () => {
    expect(captionOf(figure)).toContain("Accuracy 80.0\u00a0% (12 of 15).");
    const svg = renderSvg(figure);
    expect(svg).toContain(">62.5\u00a0%</text>");
    expect(svg).toContain(">100.0\u00a0%</text>");
    expect(svg).toContain(">–</text>");
  });

  it("colours by the share of the row: the same shares are the same colour whatever the counts", () => {
    const opacities = (counts: number[][]) => [...renderSvg({ ...figure, counts }).matchAll(/fill-opacity="([\d.]+)"/g)].map(([, o]) => o);
    expect(opacities(figure.counts.map((row) => row.map((count) => count * 7)))).toEqual(opacities(figure.counts as number[][]));
  });

  it.each<[string, Partial<ConfusionFigure>, new (...args: never[]) => Error, RegExp]>([
    ["too few rows", { counts: [[1, 0, 0]] }, ShapeMismatch, /^counts: expected 3 entries, one for each of classes, found 1/],
    [
      "a short row",
      {
        counts: [
          [1, 0, 0],
          [1, 0],
          [0, 0, 0],
        ],
      },
      ShapeMismatch,
      /^counts\[1\]/,
    ],
    [
      "half a point",
      {
        counts: [
          [1, 0, 0],
          [0.5, 0, 0],
          [0, 0, 0],
        ],
      },
      InvalidData,
      /^counts\[1\]\[0\]: expected a count, found 0.5/,
    ],
    [
      "a negative count",
      {
        counts: [
          [1, 0, 0],
          [0, -1, 0],
          [0, 0, 0],
        ],
      },
      InvalidData,
      /^counts\[1\]\[1\]/,
    ],
    ["no classes", { classes: [], counts: [] }, InvalidData, /^classes/],
  ])("refuses %s", (_, change, error, message) => {
    expect(() => checkFigure({ ...figure, ...change })).toThrow(error);
    expect(() => checkFigure({ ...figure, ...change })).toThrow(message);
  });
});
