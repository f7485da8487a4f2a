import * as Plot from "@observablehq/plot";
import { z } from "zod";
import { axisSchema, checkAxis, domainOf } from "../axes.ts";
import { notEmpty, numbers, sameLength } from "../check.ts";
import type { FigureKind } from "../figure.ts";
import { legend, lineStyle } from "../legend.ts";
import { panel } from "../panel.ts";
import { group } from "../svg.ts";

const schema = z.strictObject({
  kind: z.literal("scatter"),
  title: z.string(),
  caption: z.string().optional(),
  x: axisSchema,
  y: axisSchema,
  series: z.array(z.strictObject({ name: z.string(), x: numbers, y: numbers, deviation: numbers.optional().describe("Whiskers: ± this much in y") })),
  identity: z.union([z.boolean(), z.string()]).default(false).describe("Draws the line y = x, on which perfect predictions lie, or what this says"),
});

/** Points on two axes, e.g. predicted against true values of a regression. */
export type ScatterFigure = z.input<typeof schema>;
type Read = z.output<typeof schema>;
type Series = Read["series"][number];

/** The lists along y: the points and, on a linear axis, the ends of their whiskers. */
const heights = ({ y, deviation }: Series): number[] =>
  deviation === undefined ? [...y] : y.flatMap((value, i) => [value - (deviation[i] as number), value + (deviation[i] as number)]);

export const scatter: FigureKind<ScatterFigure, Read> = {
  kind: "scatter",
  schema,

  check({ x, y, series }) {
    notEmpty(
      series.flatMap((one) => one.x),
      "series",
    );
    series.forEach((one, i) => {
      sameLength(one.y, one.x.length, `series[${i}].y`, `series[${i}].x`);
      if (one.deviation !== undefined) sameLength(one.deviation, one.x.length, `series[${i}].deviation`, `series[${i}].x`);
      checkAxis(x, [[`series[${i}].x`, one.x]], "x");
      checkAxis(
        y,
        [
          [`series[${i}].y`, one.y],
          [`series[${i}].deviation`, heights(one)],
        ],
        "y",
      );
    });
  },

  note: ({ series, identity }) =>
    [
      ...(series.some(({ deviation }) => deviation !== undefined) ? ["Whiskers: ± one standard deviation."] : []),
      ...(identity === false ? [] : [`Dashed: ${identity === true ? "perfect prediction" : identity}.`]),
    ].join(" "),

  draw(figure, canvas) {
    const { document, colours, width } = canvas;
    const clip = figure.x.limits !== undefined || figure.y.limits !== undefined;
    const marks = figure.series.flatMap(({ x, y, deviation }, i) => {
      const { stroke } = lineStyle(canvas, i);
      const indices = x.map((_, k) => k);
      const at = (k: number): number => x[k] as number;
      const whisker =
        (sign: number) =>
        (k: number): number =>
          (y[k] as number) + sign * (deviation?.[k] ?? 0);
      return [
        ...(deviation === undefined ? [] : [Plot.ruleX(indices, { x: at, y1: whisker(-1), y2: whisker(1), stroke, strokeOpacity: 0.35, clip })]),
        Plot.dot(indices, { x: at, y: (k: number) => y[k] as number, fill: stroke, fillOpacity: 0.75, r: 3, clip }),
      ];
    });
    const xs = figure.series.map(({ x }) => x);
    const ys = figure.series.map(heights);
    const [from, to] = domainOf(figure.x, xs);
    const diagonal =
      figure.identity !== false
        ? [
            Plot.line(
              [
                [from, from],
                [to, to],
              ],
              { stroke: colours.muted, strokeDasharray: "4 4", clip: true },
            ),
          ]
        : [];
    const axes = panel(canvas, { x: figure.x, y: figure.y, xs, ys, height: width < 500 ? 280 : 380, marks: [...diagonal, ...marks] });
    const key = legend(
      canvas,
      figure.series.map(({ name }) => name),
      axes.inner.left,
      "dot",
    );
    return { node: group(document, [key.node, group(document, [axes.node], 0, key.height)]), width, height: key.height + axes.height };
  },

  example() {
    const truth = Array.from({ length: 60 }, (_, i) => 40 + i * 4.2);
    const predicted = truth.map((value, i) => 60 + value * 0.62 + 36 * Math.sin(i * i * 12.9898));
    return {
      kind: "scatter",
      title: "Predicted and true progression of diabetes",
      x: { label: "true value" },
      y: { label: "predicted value" },
      series: [{ name: "test points", x: truth, y: predicted, deviation: truth.map((_, i) => 14 + 8 * Math.cos(i) ** 2) }],
      identity: true,
    };
  },
};
