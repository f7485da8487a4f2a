import { InvalidInput } from "@ntkit/core";
import * as Plot from "@observablehq/plot";
import { z } from "zod";
import { type Axis, logTicks } from "../axes.ts";
import { finite, notEmpty, numbers, positive } from "../check.ts";
import type { Canvas, FigureKind } from "../figure.ts";
import { spread } from "../labels.ts";
import { legend, lineStyle } from "../legend.ts";
import { axisText, type Panel, panel, rightRoom } from "../panel.ts";
import { element, group, textWidth } from "../svg.ts";
import { fontFamily } from "../theme.ts";

const schema = z.strictObject({
  kind: z.literal("spectrum"),
  title: z.string(),
  caption: z.string().optional(),
  label: z.string().default("eigenvalue λ"),
  series: z.array(z.strictObject({ name: z.string(), eigenvalues: numbers.describe("In any order") })),
  timeConstant: z
    .strictObject({
      factor: z.number().positive().describe("Z/η: the mode of eigenvalue λ decays as exp(−t/τ) with τ = Z/(ηλ)"),
      label: z.string().default("time constant Z/(ηλ)"),
    })
    .optional()
    .describe("Adds an axis of time constants on the right"),
  markers: z
    .array(z.strictObject({ time: z.number().positive(), label: z.string() }))
    .default([])
    .describe("Times at which to count the modes of the first series with τ ≤ t; needs timeConstant"),
});

/** Eigenvalues by rank on logarithmic axes, with the time constants of the modes if wished. */
export type SpectrumFigure = z.input<typeof schema>;
type Read = z.output<typeof schema>;

/** A line through more points than this looks no different. */
const drawnPoints = 240;

export const spectrum: FigureKind<SpectrumFigure, Read> = {
  kind: "spectrum",
  schema,

  check({ series, timeConstant, markers }) {
    notEmpty(series, "series");
    series.forEach(({ eigenvalues }, i) => {
      const path = `series[${i}].eigenvalues`;
      finite(eigenvalues, path);
      if (!eigenvalues.some((value) => value > 0)) positive(eigenvalues.length === 0 ? [0] : eigenvalues, path);
    });
    if (markers.length > 0 && timeConstant === undefined) {
      throw new InvalidInput({ path: "markers", problem: "times cannot be placed without time constants", remedy: "Give timeConstant.factor, Z/η." });
    }
  },

  note({ series, markers }) {
    const hidden = series.flatMap(({ name, eigenvalues }) => {
      const count = eigenvalues.filter((value) => value <= 0).length;
      return count === 0 ? [] : [`${count} of ${eigenvalues.length}${series.length > 1 ? ` (${name})` : ""}`];
    });
    return [
      ...(markers.length === 0 ? [] : ["Dashed lines: the modes above are learnt by that time, for their time constants are shorter."]),
      ...(hidden.length === 0 ? [] : [`Not shown: ${hidden.join(", ")} eigenvalues that are zero or, by rounding, below.`]),
    ].join(" ");
  },

  draw(figure, canvas) {
    const { document } = canvas;
    const spectra = figure.series.map(({ eigenvalues }) => eigenvalues.filter((v) => v > 0).sort((a, b) => b - a));
    const axes = drawAxes(figure, spectra, canvas);
    const key = legend(
      canvas,
      figure.series.map(({ name }) => name),
      axes.inner.left,
    );
    const lower = element(document, "g", { "font-family": fontFamily, transform: `translate(0,${key.height})` }, [
      axes.node,
      ...drawMarkers(figure, spectra[0] as number[], axes, canvas),
    ]);
    return { node: group(document, [key.node, lower]), width: canvas.width, height: key.height + axes.height };
  },

  example() {
    const eigenvalues = Array.from({ length: 400 }, (_, i) => 38 / (i + 1) ** 1.35);
    return {
      kind: "spectrum",
      title: "Eigenvalues of the kernels",
      caption: "Marked: the times at which 50, 90 and 99 % of the final accuracy are reached.",
      series: [
        { name: "NTK", eigenvalues },
        { name: "NNGP", eigenvalues: eigenvalues.map((v, i) => (i === 399 ? -1e-17 : v ** 1.15 / 5)) },
      ],
      timeConstant: { factor: 400 },
      markers: [
        { time: 40, label: "50 %" },
        { time: 900, label: "90 %" },
        { time: 9000, label: "99 %" },
      ],
    };
  },
};

function drawAxes({ label, timeConstant, markers }: Read, spectra: readonly number[][], canvas: Canvas): Panel {
  const height = canvas.width < 500 ? 270 : 340;
  const x: Axis = { label: "rank", scale: "log" };
  const y: Axis = { label, scale: "log" };
  const marks = spectra.flatMap((values, i) => {
    const { stroke, dash } = lineStyle(canvas, i);
    const points = thin(values);
    const line = Plot.line(points, { stroke, strokeWidth: 2, ...(dash === undefined ? {} : { strokeDasharray: dash }) });
    return [line, Plot.dot(points.slice(0, 24), { fill: stroke, r: 2.75 })];
  });
  const right = timeConstant === undefined ? rightRoom : 66;
  const axes = panel(canvas, {
    x,
    y,
    xs: spectra.map((values) => [1, Math.max(2, values.length)]),
    ys: spectra,
    height,
    margin: { right, top: markers.length > 0 ? 22 : 10 },
    marks,
  });
  if (timeConstant !== undefined) axes.node.appendChild(timeAxis(timeConstant, axes, canvas));
  return axes;
}

/** τ = factor/λ: the same axis read the other way round. */
function timeAxis({ factor, label }: NonNullable<Read["timeConstant"]>, { inner, y, yDomain }: Panel, canvas: Canvas): SVGElement {
  const { document, colours, width } = canvas;
  const ticks = logTicks([factor / yDomain[1], factor / yDomain[0]], (inner.bottom - inner.top) / 38);
  const nodes = ticks.values.flatMap((time) => {
    const at = y(factor / time);
    return [
      element(document, "line", { x1: inner.right, x2: inner.right + 4, y1: at, y2: at, stroke: colours.muted }),
      element(document, "text", { x: inner.right + 8, y: at + 4, fill: colours.muted, "text-anchor": "start" }, [ticks.format(time)]),
    ];
  });
  const turned = `translate(${width - 14},${(inner.top + inner.bottom) / 2}) rotate(90)`;
  return group(document, [...nodes, element(document, "text", { transform: turned, fill: colours.foreground, "font-weight": 500 }, [label])]);
}

/** The ranks to draw a line through: all, or evenly many per decade. */
function thin(values: readonly number[]): [number, number][] {
  const step = values.length ** (1 / drawnPoints);
  const ranks = new Set<number>(values.length <= drawnPoints ? values.map((_, i) => i + 1) : []);
  for (let k = 0; values.length > drawnPoints && k <= drawnPoints; k++) ranks.add(Math.min(values.length, Math.round(step ** k)));
  return [...ranks].map((rank) => [rank, values[rank - 1] as number]);
}

/** A dashed line at λ = factor/t from the axis of time constants to the curve, with the count of modes above it. */
function drawMarkers({ markers, timeConstant }: Read, values: readonly number[], axes: Panel, { document, colours }: Canvas): SVGElement[] {
  if (timeConstant === undefined) return [];
  const { inner, x, y, yDomain } = axes;
  const counted = markers.map(({ time, label }) => {
    const level = timeConstant.factor / time;
    const learnt = values.filter((value) => value >= level).length;
    return { label, learnt, at: y(Math.max(yDomain[0], Math.min(yDomain[1], level))), from: x(crossing(values, learnt, level)) };
  });
  const baselines = spread(
    counted.map(({ at }) => at - 5),
    15,
    inner.bottom - 4,
  );
  return counted.map(({ label, learnt, at, from }, i) => {
    const words = `${label}: ${learnt} ${learnt === 1 ? "mode" : "modes"}`;
    // Above the line, but below the curve to the left where there is room only there.
    const size = textWidth(words, axisText) + 16;
    const place = inner.right - from < size && from - inner.left > size ? { x: from - 8, y: at + 14 } : { x: inner.right - 4, y: baselines[i] };
    const halo = { stroke: colours.background, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" };
    return group(document, [
      element(document, "line", { x1: from, x2: inner.right, y1: at, y2: at, stroke: colours.foreground, "stroke-dasharray": "3 3" }),
      ...(learnt === 0
        ? []
        : [element(document, "circle", { cx: from, cy: at, r: 4, fill: colours.background, stroke: colours.foreground, "stroke-width": 1.5 })]),
      element(document, "text", { ...halo, ...place, "font-size": axisText, "text-anchor": "end", fill: colours.foreground }, [words]),
    ]);
  });
}

/** The rank, between `learnt` and the next, at which the line through the spectrum passes `level`. */
function crossing(values: readonly number[], learnt: number, level: number): number {
  if (learnt === 0 || learnt === values.length) return Math.max(1, learnt);
  const [above, below] = [values[learnt - 1] as number, values[learnt] as number];
  return learnt * ((learnt + 1) / learnt) ** (Math.log(above / level) / Math.log(above / below));
}
