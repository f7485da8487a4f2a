import type { Canvas } from "./figure.ts";
import { element, fitText, group, textWidth } from "./svg.ts";

/** One point's prediction: mean and standard deviation of every class, and which are true and predicted. */
export interface Prediction {
  readonly truth: number;
  readonly predicted: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export interface BarsOptions {
  readonly classes: readonly string[];
  readonly width: number;
  readonly height: number;
  /** The common range of all bars that are to be compared. */
  readonly range: readonly [number, number];
}

const text = 11;
const mostUpright = 12;

const colourOf = ({ truth, predicted }: Prediction, i: number, { colours }: Canvas): string =>
  i === truth ? colours.accent : i === predicted ? colours.wrong : colours.quiet;

/** Bars of the ensemble mean with whiskers of one standard deviation: upright for few short names, else the largest four, lying. */
export function bars(prediction: Prediction, options: BarsOptions, canvas: Canvas): SVGElement {
  const slot = options.width / options.classes.length;
  const upright = options.classes.length <= mostUpright && options.classes.every((name) => textWidth(name, text) <= slot + 1);
  return upright ? uprightBars(prediction, options, canvas) : lyingBars(prediction, options, canvas);
}

function uprightBars(prediction: Prediction, { classes, width, height, range }: BarsOptions, canvas: Canvas): SVGElement {
  const { document, colours } = canvas;
  const bottom = height - text - 4;
  const y = (value: number): number => bottom * (1 - (value - range[0]) / (range[1] - range[0]));
  const slot = width / classes.length;
  const nodes = classes.flatMap((name, i) => {
    const [mean, deviation] = [prediction.mean[i] as number, prediction.deviation[i] as number];
    const middle = (i + 0.5) * slot;
    const named = i === prediction.truth || i === prediction.predicted;
    const thick = Math.min(18, slot - 3);
    return [
      element(document, "rect", {
        x: middle - thick / 2,
        width: thick,
        y: Math.min(y(0), y(mean)),
        height: Math.abs(y(mean) - y(0)),
        fill: colourOf(prediction, i, canvas),
      }),
      element(document, "line", { x1: middle, x2: middle, y1: y(mean - deviation), y2: y(mean + deviation), stroke: colours.foreground, "stroke-width": 1.25 }),
      element(
        document,
        "text",
        { x: middle, y: height - 1, "text-anchor": "middle", fill: named ? colours.foreground : colours.muted, "font-weight": named ? 600 : undefined },
        [name],
      ),
    ];
  });
  return group(document, [element(document, "line", { x2: width, y1: y(0), y2: y(0), stroke: colours.muted, "stroke-width": 0.75 }), ...nodes]);
}

function lyingBars(prediction: Prediction, { classes, width, height, range }: BarsOptions, canvas: Canvas): SVGElement {
  const { document, colours } = canvas;
  const order = classes.map((_, i) => i).sort((a, b) => (prediction.mean[b] as number) - (prediction.mean[a] as number));
  const chosen = order.slice(0, 4);
  if (!chosen.includes(prediction.truth)) chosen[chosen.length - 1] = prediction.truth;
  const room = Math.min(width * 0.5, 1.05 * Math.max(...chosen.map((i) => textWidth(classes[i] as string, text)))) + 8;
  const x = (value: number): number => room + ((width - room) * (value - range[0])) / (range[1] - range[0]);
  const slot = Math.min(22, height / chosen.length);
  const top = (height - slot * chosen.length) / 2;
  const nodes = chosen.flatMap((i, k) => {
    const [mean, deviation] = [prediction.mean[i] as number, prediction.deviation[i] as number];
    const middle = top + (k + 0.5) * slot;
    const named = i === prediction.truth || i === prediction.predicted;
    const label = fitText(classes[i] as string, text, room - 6);
    return [
      element(document, "rect", {
        x: Math.min(x(0), x(mean)),
        width: Math.abs(x(mean) - x(0)),
        y: middle - slot * 0.34,
        height: slot * 0.68,
        fill: colourOf(prediction, i, canvas),
      }),
      element(document, "line", { x1: x(mean - deviation), x2: x(mean + deviation), y1: middle, y2: middle, stroke: colours.foreground, "stroke-width": 1.25 }),
      element(
        document,
        "text",
        { x: room - 6, y: middle + 4, "text-anchor": "end", fill: named ? colours.foreground : colours.muted, "font-weight": named ? 600 : undefined },
        [label],
      ),
    ];
  });
  return group(document, [
    ...nodes,
    element(document, "line", { x1: x(0), x2: x(0), y1: top, y2: top + slot * chosen.length, stroke: colours.muted, "stroke-width": 0.75 }),
  ]);
}
