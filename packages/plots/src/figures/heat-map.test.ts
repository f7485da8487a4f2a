import { InvalidData, ShapeMismatch } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { captured } from "../../test/captured.ts";
import { decodePng } from "../../test/decode-png.ts";
import { blockMeans } from "../blocks.ts";
import { captionOf, checkFigure } from "../draw.ts";
import { renderSvg } from "../render.ts";
import type { HeatMapFigure } from "./heat-map.ts";

const matrix = (n: number, m: number, at: (i: number, j: number) => number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: m }, (__, j) => at(i, j)));
const figure: HeatMapFigure = { kind: "heat-map", title: "Gram", label: "Θ", values: matrix(4, 4, (i, j) => i + j) };
const picture = (svg: string) => decodePng(captured(/href="data:image\/png;base64,([^"]*)"/, svg)[0] as string);

describe("heat-map", () => {
  it("shows each entry as a square whose colour rises with the value", () => {
    const { width, height, pixels } = picture(renderSvg(figure));
    expect([width, height]).toEqual([600, 600]);
    const at = (i: number, j: number) => pixels[(i * 150 + 75) * width + j * 150 + 75];
    for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) expect(at(i, j)).toBe(Math.round(((i + j) / 6) * 255));
  });

  it("averages a large matrix over blocks and says so", () => {
    const large = { ...figure, values: matrix(60, 60, (i, j) => (i < 30 ? 1 : 0) + ((i + j) % 2)), limit: 20 };
    expect(captionOf(large)).toContain("60 × 60 entries; each pixel is the mean over a block of 3 × 3.");
    expect(captionOf(figure)).toBe("");
    const means = blockMeans(large.values, 20);
    expect(means).toHaveLength(20);
    expect(means[0]?.[0]).toBeCloseTo(1 + 4 / 9, 12);
    expect(means[19]?.[19]).toBeCloseTo(4 / 9, 12);
  });

  it.each([
    [7, 5, 3],
    [10, 4, 8],
    [9, 9, 9],
    [11, 1, 8],
  ])("block means of [%i, %i] to %i keep the weighted total", (n, m, limit) => {
    const values = matrix(n, m, (i, j) => Math.sin(3 * i + j * j));
    const means = blockMeans(values, limit);
    const size = (k: number, total: number, blocks: number) => Math.floor(((k + 1) * total) / blocks) - Math.floor((k * total) / blocks);
    const weighted = means.flatMap((row, i) => row.map((mean, j) => mean * size(i, n, means.length) * size(j, m, row.length)));
    const total = (list: number[]) => list.reduce((a, b) => a + b, 0);
    expect(total(weighted)).toBeCloseTo(total(values.flat()), 12);
  });

  it("gives zero the middle colour where values lie on both sides of it", () => {
    const { pixels, palette } = picture(renderSvg({ ...figure, values: matrix(9, 9, (i) => (i === 0 ? -3 : i === 8 ? 1 : 0)) }));
    const middle = pixels[Math.floor(pixels.length / 2)] as number;
    expect([127, 128]).toContain(middle);
    for (const channel of palette[middle] as number[]) expect(channel).toBeGreaterThan(235);
  });

  it("draws lines between the classes and names them", () => {
    const groups = [
      { name: "cats", count: 1 },
      { name: "dogs", count: 3 },
    ];
    const svg = renderSvg({ ...figure, groups });
    expect(svg).toContain(">cats</text>");
    expect(svg).toContain(">dogs</text>");
    const [at, side] = captured(/d="M0,([\d.]+)H([\d.]+)M/, svg);
    expect(Number(at) / Number(side)).toBeCloseTo(1 / 4, 3);
  });

  it.each<[string, Partial<HeatMapFigure>, new (...args: never[]) => Error, RegExp]>([
    ["ragged rows", { values: [[1, 2], [3]] }, ShapeMismatch, /^values\[1\]: expected 2 entries/],
    [
      "NaN",
      {
        values: [
          [1, 2],
          [3, Number.NaN],
        ],
      },
      InvalidData,
      /^values\[1\]\[1\]/,
    ],
    ["no rows", { values: [] }, InvalidData, /^values/],
    ["empty rows", { values: [[], []] }, InvalidData, /^values\[0\]/],
    ["rows that are none", { values: JSON.parse("[[1], 2]") }, ShapeMismatch, /^values\[1\]/],
    ["groups that do not add up", { groups: [{ name: "a", count: 3 }] }, ShapeMismatch, /^groups: groups of 3 rows in all do not fit a matrix \[4, 4\]/],
  ])("refuses %s", (_, change, error, message) => {
    expect(() => checkFigure({ ...figure, ...change })).toThrow(error);
    expect(() => checkFigure({ ...figure, ...change })).toThrow(message);
  });
});
