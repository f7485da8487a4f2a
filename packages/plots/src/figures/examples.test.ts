import { InvalidData, InvalidInput, ShapeMismatch } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { captured } from "../../test/captured.ts";
import { decodePng } from "../../test/decode-png.ts";
import { captionOf, checkFigure } from "../draw.ts";
import { renderSvg } from "../render.ts";
import type { ExamplesFigure } from "./examples.ts";

type Item = ExamplesFigure["groups"][number]["items"][number];
const item: Item = { pixels: [0, 4, 8, 16, 12, 0], truth: 0, predicted: 1, mean: [0.2, 0.7], deviation: [0.1, 0.2] };
const figure = (...items: Item[]): ExamplesFigure => ({
  kind: "examples",
  title: "Examples",
  classes: ["a", "b"],
  image: { width: 3, height: 2, range: [0, 16] },
  groups: [
    { heading: "Some", items },
    { heading: "None of these", items: [] },
  ],
});

describe("examples", () => {
  it("draws a picture and a bar with a whisker for each class of each point", () => {
    const svg = renderSvg(figure(item, item, item), { titled: false });
    expect(svg.match(/<image /g)).toHaveLength(3);
    expect(svg.match(/<rect /g)).toHaveLength(3 * (1 + 2));
    expect(svg).toContain("✗ a, taken for b");
    expect(svg).toContain(">Some</text>");
    expect(svg).not.toContain("None of these");
  });

  it("draws the pixels from white to black", () => {
    const [base64] = captured(/base64,([^"]*)"/, renderSvg(figure(item)));
    const { width, height, pixels, palette } = decodePng(base64 as string);
    expect([width, height]).toEqual([3 * 48, 2 * 48]);
    const grey = (row: number, column: number) => palette[pixels[(row * 48 + 24) * width + column * 48 + 24] as number];
    expect(grey(0, 0)).toEqual([255, 255, 255]);
    expect(grey(1, 0)).toEqual([0, 0, 0]);
    expect(grey(0, 2)).toEqual([127, 127, 127]);
  });

  it("scales every bar alike and says how", () => {
    const heights = (svg: string) => [...svg.matchAll(/<rect fill="#\w+" height="([\d.]+)"[^>]*\/>/g)].map(([, h]) => Number(h)).filter((h) => h < 60);
    const [small, large] = heights(renderSvg(figure({ ...item, mean: [0.3, 0.6], deviation: [0, 0] }), { titled: false })) as [number, number];
    expect(large / small).toBeCloseTo(2, 1);
    expect(captionOf(figure({ ...item, mean: [-0.3, 0.6] }))).toContain("from −0.4 to 0.8");
  });

  it("shows points that are no pictures, and the leading classes of many", () => {
    const classes = Array.from({ length: 30 }, (_, i) => `class ${i}`);
    const mean = classes.map((_, i) => i / 30);
    const { image: _, ...rest } = figure({ truth: 2, predicted: 29, mean, deviation: mean.map(() => 0.1), name: "row 7" });
    const svg = renderSvg({ ...rest, classes }, { titled: false });
    expect(svg).not.toContain("<image");
    expect(svg).toContain("✗ row 7: class 2, taken for class 29");
    for (const name of ["class 29", "class 28", "class 27", "class 2"]) expect(svg).toContain(`>${name}</text>`);
    expect(svg).not.toContain(">class 26</text>");
  });

  it.each<[string, ExamplesFigure, new (...args: never[]) => Error, RegExp]>([
    [
      "a class that is not there",
      figure({ ...item, truth: 2 }),
      ShapeMismatch,
      /^groups\[0\]\.items\[0\]\.truth: expected an index into classes, from 0 to 1, found 2/,
    ],
    ["too few pixels", figure({ ...item, pixels: [1] }), ShapeMismatch, /^groups\[0\]\.items\[0\]\.pixels: expected 6 entries/],
    ["no pixels", figure({ ...item, pixels: undefined }), ShapeMismatch, /^groups\[0\]\.items\[0\]\.pixels/],
    ["NaN", figure(item, { ...item, mean: [0, Number.NaN] }), InvalidData, /^groups\[0\]\.items\[1\]\.mean\[1\]/],
    ["a negative deviation", figure({ ...item, deviation: [0, -1] }), InvalidData, /^groups\[0\]\.items\[0\]\.deviation\[1\]/],
    ["a mean of another length", figure({ ...item, mean: [1] }), ShapeMismatch, /^groups\[0\]\.items\[0\]\.mean/],
    ["no points", figure(), InvalidData, /^groups/],
    ["one grey for all", { ...figure(item), image: { width: 3, height: 2, range: [1, 1] } }, InvalidInput, /^image\.range/],
  ])("refuses %s", (_, broken, error, message) => {
    expect(() => checkFigure(broken)).toThrow(error);
    expect(() => checkFigure(broken)).toThrow(message);
  });
});
