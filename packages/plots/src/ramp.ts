import * as Plot from "@observablehq/plot";
import { linearTicks } from "./axes.ts";
import type { Canvas, Drawing } from "./figure.ts";
import { pngDataUrl } from "./raster.ts";
import { element, textWidth } from "./svg.ts";
import { fontFamily } from "./theme.ts";

/** 256 colours over a range of numbers. */
export interface Ramp {
  readonly range: readonly [number, number];
  readonly palette: readonly (readonly [number, number, number])[];
  /** The index of the colour for a value; values outside the range take the colour at its end. */
  index(value: number): number;
}

/**
 * Colours for readers of any colour vision: viridis from `low` to `high`, or, for values on both sides of zero,
 * blue over white to red with white at 0.
 */
export function ramp([low, high]: readonly [number, number], diverging: boolean): Ramp {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const range = diverging ? ([-size, size] as const) : low < high ? ([low, high] as const) : ([low - 0.5, high + 0.5] as const);
  const colour = Plot.scale({ color: { type: "linear", scheme: diverging ? "BuRd" : "Viridis", domain: [0, 255] } });
  const palette = Array.from({ length: 256 }, (_, i) => rgb(String(colour?.apply(i))));
  return { range, palette, index: (value) => Math.max(0, Math.min(255, Math.round(((value - range[0]) / (range[1] - range[0])) * 255))) };
}

function rgb(colour: string): [number, number, number] {
  const hex = /^#(..)(..)(..)$/.exec(colour);
  const parts = hex === null ? (colour.match(/\d+/g) ?? []).map(Number) : hex.slice(1).map((part) => Number.parseInt(part, 16));
  return [parts[0] as number, parts[1] as number, parts[2] as number];
}

/** An upright colour legend: ramp, ticks to its right, and the label, turned, at the far right. */
export function rampLegend({ range, palette }: Ramp, label: string, height: number, { document, colours }: Canvas): Drawing {
  const pixels = Uint8Array.from({ length: 256 }, (_, i) => 255 - i);
  const ticks = linearTicks(range, height / 64);
  const y = (value: number): number => height * (1 - (value - range[0]) / (range[1] - range[0]));
  const wide = Math.max(0, ...ticks.values.map((value) => textWidth(ticks.format(value), 12)));
  const width = 14 + 8 + wide + 20;
  const node = element(document, "g", { "font-family": fontFamily, "font-size": 12, fill: colours.muted }, [
    element(document, "image", { width: 14, height, preserveAspectRatio: "none", href: pngDataUrl({ width: 1, height: 256, pixels, palette }) }),
    ...ticks.values.flatMap((value) => [
      element(document, "line", { x1: 14, x2: 18, y1: y(value), y2: y(value), stroke: colours.muted }),
      element(document, "text", { x: 22, y: y(value) + 4 }, [ticks.format(value)]),
    ]),
    element(
      document,
      "text",
      { transform: `translate(${width - 6},${height / 2}) rotate(90)`, "text-anchor": "middle", fill: colours.foreground, "font-weight": 500 },
      [label],
    ),
  ]);
  return { node, width, height };
}
