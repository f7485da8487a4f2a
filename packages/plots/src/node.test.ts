import { InvalidInput } from "@ntkit/core";
import { Resvg } from "@resvg/resvg-js";
import { expect, it } from "vitest";
import { figures } from "./figures/index.ts";
import { fontOptions, renderPng } from "./node.ts";
import { textWidth } from "./svg.ts";

const figure = figures.confusion.example();
const size = (png: Uint8Array): number[] => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

it("draws a PNG of the width asked, times the scale, and the same one again", () => {
  const png = renderPng(figure, { width: 400, scale: 1.5 });
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect(size(png)[0]).toBe(600);
  expect(Buffer.from(renderPng(figure, { width: 400, scale: 1.5 })).equals(png)).toBe(true);
  expect(Buffer.from(renderPng(figure, { width: 400, scale: 1.5, theme: "dark" })).equals(png)).toBe(false);
});

it("refuses a scale that makes no picture", () => {
  for (const scale of [0, -1, 9, Number.NaN]) expect(() => renderPng(figure, { scale })).toThrow(InvalidInput);
});

it.each([
  "training time t",
  "Accuracy 97.4 % (777 of 797)",
  "time constant Z/(ηλ)",
  "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  "10⁻¹² … 10⁴",
  "jiggling fitful illness",
  "mammoth window",
])("estimates the width of “%s” closely", (text) => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="60"><text x="10" y="40" font-family="Inter" font-size="20">${text}</text></svg>`;
  const width = new Resvg(svg, { font: fontOptions() }).getBBox()?.width ?? 0;
  expect(textWidth(text, 20) / width).toBeGreaterThan(0.95);
  expect(textWidth(text, 20) / width).toBeLessThan(1.12);
});

it("brings every glyph that figures use", () => {
  const blank = (character: string): boolean => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><text x="10" y="40" font-family="Inter" font-size="20">${character}</text></svg>`;
    return new Resvg(svg, { font: fontOptions() }).getBBox() === undefined;
  };
  for (const character of "ηλΘΣσκ²⁻⁰¹³⁴⁵⁶⁷⁸⁹−±×✓✗→…–½′∞√") expect(blank(character), character).toBe(false);
});
