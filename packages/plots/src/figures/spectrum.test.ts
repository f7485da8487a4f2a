import { InvalidData, InvalidInput } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { captionOf, checkFigure } from "../draw.ts";
import { renderSvg } from "../render.ts";
import type { SpectrumFigure } from "./spectrum.ts";

const figure: SpectrumFigure = { kind: "spectrum", title: "Spectrum", series: [{ name: "NTK", eigenvalues: [0.01, 1, 0.1, 10] }] };
const vertices = (svg: string): [number, number][] =>
  (/aria-label="line"[^>]*><path d="M([^"]*)"/.exec(svg)?.[1] ?? "").split("L").map((pair) => pair.split(",").map(Number) as [number, number]);

describe("spectrum", () => {
  it("sorts the eigenvalues and draws a power law as a straight line", () => {
    const points = vertices(renderSvg({ ...figure, series: [{ name: "NTK", eigenvalues: [1, 2, 4, 8].map((rank) => rank ** -2).reverse() }] }));
    expect(points).toHaveLength(4);
    const eigenvalues = Array.from({ length: 50 }, (_, i) => (i + 1) ** -1.5);
    const line = vertices(renderSvg({ ...figure, series: [{ name: "NTK", eigenvalues }] }));
    const [first, last] = [line[0], line.at(-1)] as [[number, number], [number, number]];
    const slope = (last[1] - first[1]) / (last[0] - first[0]);
    for (const [x, y] of line) expect(y).toBeCloseTo(first[1] + slope * (x - first[0]), 1);
    expect(slope).toBeGreaterThan(0);
  });

  it("keeps the first and the last rank of a long spectrum, and few between", () => {
    const eigenvalues = Array.from({ length: 5000 }, (_, i) => 1 / (i + 1));
    const line = vertices(renderSvg({ ...figure, series: [{ name: "NTK", eigenvalues }] }));
    expect(line.length).toBeLessThan(260);
    const all = vertices(renderSvg({ ...figure, series: [{ name: "NTK", eigenvalues: [1, 1 / 5000] }] }));
    expect((line[0] as [number, number])[1]).toBeCloseTo((all[0] as [number, number])[1], 2);
    expect((line.at(-1) as [number, number])[1]).toBeCloseTo((all.at(-1) as [number, number])[1], 2);
  });

  it("counts the modes whose time constant Z/(ηλ) is at most t", () => {
    const svg = renderSvg({
      ...figure,
      timeConstant: { factor: 2 },
      markers: [
        { time: 0.1, label: "a" },
        { time: 2.5, label: "b" },
        { time: 1e6, label: "c" },
      ],
    });
    expect(svg).toContain(">a: 0 modes<");
    expect(svg).toContain(">b: 2 modes<");
    expect(svg).toContain(">c: 4 modes<");
    expect(svg).toContain("time constant Z/(ηλ)");
  });

  it("says how many eigenvalues a logarithmic axis cannot show", () => {
    expect(captionOf(figure)).toBe("");
    expect(captionOf({ ...figure, series: [{ name: "NTK", eigenvalues: [1, 0, -1e-18] }] })).toContain("2 of 3 eigenvalues");
  });

  it.each<[string, Partial<SpectrumFigure>, new (...args: never[]) => Error, RegExp]>([
    ["NaN", { series: [{ name: "NTK", eigenvalues: [1, Number.NaN] }] }, InvalidData, /^series\[0\]\.eigenvalues\[1\]/],
    ["no positive eigenvalue", { series: [{ name: "NTK", eigenvalues: [0, -1] }] }, InvalidData, /^series\[0\]\.eigenvalues\[0\]/],
    ["no eigenvalue", { series: [{ name: "NTK", eigenvalues: [] }] }, InvalidData, /^series\[0\]\.eigenvalues/],
    ["times without time constants", { markers: [{ time: 1, label: "x" }] }, InvalidInput, /timeConstant\.factor/],
    ["a factor of zero", { timeConstant: { factor: 0 } }, InvalidInput, /^timeConstant\.factor/],
  ])("refuses %s", (_, change, error, message) => {
    expect(() => checkFigure({ ...figure, ...change })).toThrow(error);
    expect(() => checkFigure({ ...figure, ...change })).toThrow(message);
  });
});
