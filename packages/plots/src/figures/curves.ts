import { InvalidInput, show } from "@ntkit/core";
import * as Plot from "@observablehq/plot";
import { z } from "zod";
import { axisSchema, checkAxis, domainOf, position } from "../axes.ts";
import { notEmpty, numbers, rising, sameLength } from "../check.ts";
import type { Canvas, FigureKind } from "../figure.ts";
import { rowsOf, type Wish } from "../labels.ts";
import { legend, lineStyle } from "../legend.ts";
import { leftRoom, type Panel, type PanelOptions, panel, rightRoom } from "../panel.ts";
import { element, group, textWidth } from "../svg.ts";
import { fontFamily } from "../theme.ts";

const seriesSchema = z.strictObject({
  name: z.string().describe("Name in the legend; the same name has the same colour in every panel"),
  values: numbers.describe("One value for each entry of x.values"),
  band: z.strictObject({ lower: numbers, upper: numbers }).optional().describe("A band around the line, e.g. ± one standard deviation"),
});

const schema = z.strictObject({
  kind: z.literal("curves"),
  title: z.string(),
  caption: z.string().optional(),
  x: axisSchema.extend({ values: numbers.describe("Where the series are known, rising") }),
  panels: z.array(z.strictObject({ y: axisSchema, series: z.array(seriesSchema) })).describe("One above the other over the same x axis"),
  markers: z
    .array(z.strictObject({ at: z.number(), label: z.string() }))
    .default([])
    .describe("Vertical lines through all panels"),
});

/** Named series over a common x axis, in one or more panels, e.g. accuracy and loss over the training time. */
export type CurvesFigure = z.input<typeof schema>;
type Read = z.output<typeof schema>;

const markerText = 11.5;
const markerRow = 16;

export const curves: FigureKind<CurvesFigure, Read> = {
  kind: "curves",
  schema,

  check({ x, panels, markers }) {
    notEmpty(x.values, "x.values");
    notEmpty(panels, "panels");
    checkAxis(x, [["x.values", x.values]], "x");
    rising(x.values, "x.values");
    const [from, to] = domainOf(x, [x.values]);
    const outside = markers.findIndex(({ at }) => !(at >= from && at <= to));
    if (outside >= 0) {
      throw new InvalidInput({
        path: `markers[${outside}].at`,
        problem: `a marker lies within the x axis, from ${from} to ${to}`,
        found: show(markers[outside]?.at),
        remedy: "Leave it out, or widen the axis.",
      });
    }
    panels.forEach(({ y, series }, p) => {
      notEmpty(series, `panels[${p}].series`);
      const lists = series.flatMap(({ values, band }, s): [string, readonly number[]][] => {
        const at = `panels[${p}].series[${s}]`;
        return [
          [`${at}.values`, values],
          ...(band === undefined
            ? []
            : ([
                [`${at}.band.lower`, band.lower],
                [`${at}.band.upper`, band.upper],
              ] as [string, readonly number[]][])),
        ];
      });
      for (const [path, values] of lists) sameLength(values, x.values.length, path, "x.values");
      checkAxis(y, lists, `panels[${p}].y`);
    });
  },

  note: () => "",

  draw(figure, canvas) {
    const { document } = canvas;
    const names = [...new Set(figure.panels.flatMap(({ series }) => series.map(({ name }) => name)))];
    const tall = canvas.width < 500 ? 150 : 180;
    const left = Math.max(...figure.panels.map(({ y, series }) => leftRoom(y, heights(series), tall)));
    const key = legend(canvas, names, left);
    const { markers } = figure;
    const places = markers.map((marker) => labelAt(marker, figure, [left, canvas.width - rightRoom]));
    const rows = rowsOf(places, 12);
    const headroom = 8 + (Math.max(-1, ...rows) + 1) * markerRow;
    let y = key.height;
    const drawn = figure.panels.map((one, i): Panel => {
      const last = i === figure.panels.length - 1;
      const top = i === 0 ? headroom : 8;
      return drawPanel(figure, one, names, canvas, { height: top + tall + (last ? 46 : 14), margin: { top, left }, bareX: !last });
    });
    const placed = drawn.map((one) => {
      const node = group(document, [one.node], 0, y);
      y += one.height;
      return node;
    });
    const lines = drawMarkers(figure, markers, places, rows, drawn, key.height, canvas);
    return { node: group(document, [key.node, ...placed, lines]), width: canvas.width, height: y };
  },

  example() {
    const time = Array.from({ length: 61 }, (_, i) => 10 ** (-1 + i / 12));
    const rise = (end: number, rate: number): number[] => time.map((t) => 0.1 + (end - 0.1) * (1 - (1 + rate * t) ** -0.9));
    const fall = (end: number, rate: number): number[] => time.map((t) => end + (0.45 - end) * (1 + rate * t) ** -0.8);
    const test = rise(0.972, 1.3);
    return {
      kind: "curves",
      title: "How the network learns",
      caption: "Accuracy and loss of the infinite ensemble at training time t.",
      x: { label: "training time t", scale: "log", values: time },
      panels: [
        {
          y: { label: "accuracy", format: "percent", limits: [0, 1] },
          series: [
            { name: "test", values: test, band: { lower: test.map((v) => v - 0.02), upper: test.map((v) => Math.min(1, v + 0.02)) } },
            { name: "train", values: rise(1, 1.6) },
          ],
        },
        {
          y: { label: "loss", scale: "log" },
          series: [
            { name: "test", values: fall(0.02, 1.2) },
            { name: "train", values: fall(0.0004, 2) },
          ],
        },
      ],
      markers: [
        { at: 0.9, label: "50 %" },
        { at: 9.5, label: "90 %" },
        { at: 120, label: "99 % of the final accuracy" },
      ],
    };
  },
};

function drawPanel(
  figure: Read,
  { y, series }: Read["panels"][number],
  names: string[],
  canvas: Canvas,
  layout: Pick<PanelOptions, "height" | "margin" | "bareX">,
): Panel {
  const x = figure.x.values;
  const style = (name: string): ReturnType<typeof lineStyle> => lineStyle(canvas, names.indexOf(name));
  // Only where something lies outside: else a line along the frame would lose half its width.
  const clip = beyond(figure.x.limits, [x]) || beyond(y.limits, heights(series));
  const bands = series.flatMap(({ name, band }) =>
    band === undefined ? [] : [Plot.areaY(x, { x, y1: band.lower as number[], y2: band.upper as number[], fill: style(name).stroke, fillOpacity: 0.16, clip })],
  );
  const lines = series.map(({ name, values }) => {
    const { stroke, dash } = style(name);
    return Plot.lineY(x, { x, y: values as number[], stroke, strokeWidth: 2.25, clip, ...(dash === undefined ? {} : { strokeDasharray: dash }) });
  });
  return panel(canvas, { ...layout, x: figure.x, y, xs: [x], ys: heights(series), marks: [...bands, ...lines] });
}

const beyond = (limits: readonly [number, number] | undefined, lists: readonly (readonly number[])[]): boolean =>
  limits !== undefined && lists.some((list) => list.some((value) => value < limits[0] || value > limits[1]));

/** Every list of numbers along the y axis of a panel. */
const heights = (series: Read["panels"][number]["series"]): (readonly number[])[] =>
  series.flatMap(({ values, band }) => [values, ...(band === undefined ? [] : [band.lower, band.upper])]);

type Markers = Read["markers"];

/** A marker's label is centred on its line, but kept within the axes. */
function labelAt({ at, label }: Markers[number], figure: Read, ends: readonly [number, number]): Wish {
  const size = textWidth(label, markerText);
  const x = position(figure.x, domainOf(figure.x, [figure.x.values]), ends)(at);
  return { at: Math.max(ends[0] + size / 2, Math.min(ends[1] - size / 2, x)), size };
}

function drawMarkers(
  figure: Read,
  markers: Markers,
  places: readonly Wish[],
  rows: readonly number[],
  panels: readonly Panel[],
  top: number,
  canvas: Canvas,
): SVGElement {
  const { document, colours } = canvas;
  const first = panels[0] as Panel;
  const last = panels.at(-1) as Panel;
  const bottom = top + panels.slice(0, -1).reduce((sum, one) => sum + one.height, 0) + last.inner.bottom;
  const deepest = Math.max(0, ...rows);
  const nodes = markers.flatMap((marker, i) => {
    const x = first.x(marker.at);
    const baseline = top + 13 + (deepest - (rows[i] as number)) * markerRow;
    const y = crossing(figure, marker.at, first);
    return [
      element(document, "line", { x1: x, x2: x, y1: baseline + 4, y2: bottom, stroke: colours.muted, "stroke-dasharray": "3 3" }),
      element(document, "text", { x: places[i]?.at, y: baseline, fill: colours.foreground }, [marker.label]),
      element(document, "circle", { cx: x, cy: top + y, r: 4, fill: colours.background, stroke: lineStyle(canvas, 0).stroke, "stroke-width": 2 }),
    ];
  });
  return element(document, "g", { "font-family": fontFamily, "font-size": markerText, "text-anchor": "middle" }, nodes);
}

/** The height in px at which the first series of the first panel passes `at`: straight between its points, as it is drawn. */
function crossing({ x, panels }: Read, at: number, axes: Panel): number {
  const { values } = (panels[0] as Read["panels"][number]).series[0] as Read["panels"][number]["series"][number];
  const next = Math.max(
    1,
    x.values.findIndex((value) => value >= at),
  );
  const [x0, x1] = [axes.x(x.values[next - 1] as number), axes.x(x.values[Math.min(next, x.values.length - 1)] as number)];
  const [y0, y1] = [axes.y(values[next - 1] as number), axes.y(values[Math.min(next, values.length - 1)] as number)];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (axes.x(at) - x0)) / (x1 - x0);
}
