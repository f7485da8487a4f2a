import * as Plot from "@observablehq/plot";
import { type Axis, domainOf, position, type Ticks, ticksOf } from "./axes.ts";
import type { Canvas, Drawing } from "./figure.ts";
import { element, textWidth } from "./svg.ts";
import { fontFamily } from "./theme.ts";

/** One pair of axes with marks in it. */
export interface PanelOptions {
  readonly x: Axis;
  readonly y: Axis;
  /** Every list of numbers shown along an axis: they set its ends where it has no limits. */
  readonly xs: readonly (readonly number[])[];
  readonly ys: readonly (readonly number[])[];
  readonly height: number;
  readonly marks: readonly Plot.Markish[];
  readonly margin?: { readonly top?: number; readonly right?: number; readonly left?: number };
  /** Leaves out the numbers and the label of the x axis, for a panel that shares those of the panel below. */
  readonly bareX?: boolean;
}

/** A drawn panel that can tell where a value lies, in px. */
export interface Panel extends Drawing {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** The ends of the y axis. */
  readonly yDomain: readonly [number, number];
  /** The rectangle of the axes. */
  readonly inner: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

export const axisText = 12;

/** Room right of the axes where a panel asks for none of its own, px. */
export const rightRoom = 16;

/** Room left of the axes for the label and the numbers of this y axis, on axes `height` px high. */
export function leftRoom(y: Axis, ys: readonly (readonly number[])[], height: number): number {
  const { values, format } = yTicks(y, yDomainOf(y, ys), height);
  return Math.max(52, 38 + Math.max(0, ...values.map((value) => textWidth(format(value), axisText))));
}

const yTicks = (y: Axis, domain: readonly [number, number], height: number): Ticks => ticksOf(y, domain, height / 38);

/**
 * Draws marks on a pair of axes with Observable Plot. Plot's `<svg>` is taken apart into a `<g>`, because figures are
 * put together from several panels, and because its style sheet would leak into the page around it.
 */
export function panel(canvas: Canvas, { x, y, xs, ys, height, marks, margin = {}, bareX = false }: PanelOptions): Panel {
  const { document, width, colours } = canvas;
  const top = margin.top ?? 10;
  const right = margin.right ?? rightRoom;
  const bottom = bareX ? 14 : 46;
  const left = margin.left ?? leftRoom(y, ys, height - top - bottom);
  const xDomain = domainOf(x, xs);
  const yDomain = yDomainOf(y, ys);
  const numbersX = ticksOf(x, xDomain, (width - left - right) / (x.scale === "log" ? 50 : 72));
  const numbersY = yTicks(y, yDomain, height - top - bottom);
  const axis = { color: colours.muted, tickSize: 4, tickPadding: 4, fontSize: axisText } as const;
  const label = { label: null } as const;
  const figure = Plot.plot({
    document,
    width,
    height,
    marginTop: top,
    marginRight: right,
    marginBottom: bottom,
    marginLeft: left,
    x: { type: x.scale ?? "linear", domain: xDomain },
    y: { type: y.scale ?? "linear", domain: yDomain },
    marks: [
      Plot.gridY(numbersY.values, { stroke: colours.grid, strokeOpacity: 1 }),
      Plot.gridX(numbersX.values, { stroke: colours.grid, strokeOpacity: 1 }),
      Plot.axisY(numbersY.values, { ...axis, ...label, tickFormat: numbersY.format }),
      Plot.axisX(numbersX.values, { ...axis, ...label, tickFormat: bareX ? () => "" : numbersX.format }),
      ...marks,
    ],
  });
  const node = element(document, "g", { fill: "currentColor", "font-family": fontFamily, "font-size": axisText, "text-anchor": "middle" });
  for (const child of Array.from(figure.childNodes)) if (child.nodeName.toLowerCase() !== "style") node.appendChild(child);
  const inner = { left, right: width - right, top, bottom: height - bottom };
  const name = { "font-size": axisText, fill: colours.foreground, "font-weight": 500 };
  node.appendChild(element(document, "text", { ...name, transform: `translate(14,${(inner.top + inner.bottom) / 2}) rotate(-90)` }, [y.label]));
  if (!bareX) node.appendChild(element(document, "text", { ...name, x: (inner.left + inner.right) / 2, y: height - 8 }, [x.label]));
  return { node, width, height, x: position(x, xDomain, [inner.left, inner.right]), y: position(y, yDomain, [inner.bottom, inner.top]), yDomain, inner };
}

/** The ends of a y axis, with a little air where it has no limits of its own, so that no line runs along the frame. */
function yDomainOf(axis: Axis, ys: readonly (readonly number[])[]): [number, number] {
  const [low, high] = domainOf(axis, ys);
  if (axis.limits !== undefined) return [low, high];
  if (axis.scale === "log") {
    const factor = (high / low) ** 0.04;
    return [low / factor, high * factor];
  }
  const margin = (high - low) * 0.04;
  return [low >= 0 && low - margin < 0 ? 0 : low - margin, high + margin];
}
