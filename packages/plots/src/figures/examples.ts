import { InvalidData, InvalidInput, show } from "@ntkit/core";
import { z } from "zod";
import { formatNumber } from "../axes.ts";
import { bars } from "../bars.ts";
import { finite, indexInto, notEmpty, numbers, sameLength } from "../check.ts";
import type { Canvas, Drawing, FigureKind } from "../figure.ts";
import { enlarge, pngDataUrl } from "../raster.ts";
import { element, fitText, group, textWidth } from "../svg.ts";
import { fontFamily } from "../theme.ts";

const itemSchema = z.strictObject({
  name: z.string().optional().describe("What to call the point, e.g. its row; shown before its class"),
  pixels: numbers.optional().describe("Grey values, row by row; image.width × image.height of them"),
  truth: z.number().int().describe("Index of the true class"),
  predicted: z.number().int().describe("Index of the predicted class"),
  mean: numbers.describe("The ensemble’s mean output for each class"),
  deviation: numbers.describe("The ensemble’s standard deviation for each class"),
});

const schema = z.strictObject({
  kind: z.literal("examples"),
  title: z.string(),
  caption: z.string().optional(),
  classes: z.array(z.string()),
  image: z
    .strictObject({
      width: z.number().int().positive(),
      height: z.number().int().positive(),
      range: z.tuple([z.number(), z.number()]).describe("The values shown as white and as black"),
    })
    .optional()
    .describe("Size of the pictures; left out where the points are not pictures"),
  groups: z
    .array(z.strictObject({ heading: z.string(), items: z.array(itemSchema) }))
    .describe("E.g. most confident, most uncertain, wrong; an empty one is left out"),
});

/** Single points with what the ensemble predicts for them and how sure it is. */
export type ExamplesFigure = z.input<typeof schema>;
type Read = z.output<typeof schema>;

type Item = Read["groups"][number]["items"][number];

const gap = 20;

export const examples: FigureKind<ExamplesFigure, Read> = {
  kind: "examples",
  schema,

  check({ classes, image, groups }) {
    notEmpty(classes, "classes");
    notEmpty(
      groups.flatMap(({ items }) => items),
      "groups",
    );
    if (image !== undefined && !(image.range[0] !== image.range[1])) {
      throw new InvalidInput({
        path: "image.range",
        problem: "white and black are the same value",
        found: show(image.range),
        remedy: "Give the least and the greatest grey value.",
      });
    }
    groups.forEach(({ items }, g) => {
      items.forEach((item, i) => checkItem(item, `groups[${g}].items[${i}]`, classes, image));
    });
  },

  note(figure) {
    const [low, high] = rangeOf(figure);
    return (
      "Bars: the ensemble’s mean output for each class; whiskers: ± one standard deviation. " +
      `Blue is the true class, orange a wrong prediction. All bars share one scale, from ${formatNumber(low, 2)} to ${formatNumber(high, 2)}.`
    );
  },

  draw(figure, canvas) {
    const { document, colours, width } = canvas;
    const least = figure.image === undefined ? 210 : 148;
    const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
    const card = (width - gap * (columns - 1)) / columns;
    const range = rangeOf(figure);
    let y = 0;
    const nodes = figure.groups
      .filter(({ items }) => items.length > 0)
      .flatMap(({ heading, items }) => {
        const drawn = items.map((item) => drawCard(item, figure, range, card, canvas));
        const height = Math.max(...drawn.map((one) => one.height)) + 16;
        const title = element(document, "text", { y: y + 13, "font-size": 13, "font-weight": 600, fill: colours.foreground }, [heading]);
        const rule = element(document, "line", { x2: width, y1: y + 21, y2: y + 21, stroke: colours.grid });
        const placed = drawn.map(({ node }, i) => group(document, [node], (i % columns) * (card + gap), y + 32 + Math.floor(i / columns) * height));
        y += 32 + Math.ceil(items.length / columns) * height + 8;
        return [title, rule, ...placed];
      });
    return { node: element(document, "g", { "font-family": fontFamily, "font-size": 12 }, nodes), width, height: y };
  },

  example() {
    const glyphs = ["3c66c3c3c3c3663c", "18381818181818ff", "3c66060c183060fe"];
    const pixels = (glyph: string): number[] =>
      (glyph.match(/../g) ?? []).flatMap((row) => Array.from({ length: 8 }, (_, bit) => ((Number.parseInt(row, 16) >> (7 - bit)) & 1) * 16));
    const item = (truth: number, predicted: number, confidence: number, deviation: number): Item => ({
      pixels: pixels(glyphs[truth] as string),
      truth,
      predicted,
      mean: glyphs.map((_, i) => (i === predicted ? confidence : i === truth ? 0.4 : -0.05)),
      deviation: glyphs.map(() => deviation),
    });
    return {
      kind: "examples",
      title: "Sure and unsure",
      classes: ["0", "1", "2"],
      image: { width: 8, height: 8, range: [0, 16] },
      groups: [
        { heading: "Most confident, right", items: [item(0, 0, 0.98, 0.04), item(1, 1, 0.95, 0.05), item(2, 2, 0.93, 0.05)] },
        { heading: "Wrong", items: [item(2, 1, 0.55, 0.2)] },
      ],
    };
  },
};

function checkItem({ pixels, truth, predicted, mean, deviation }: Item, path: string, classes: readonly string[], image: Read["image"]): void {
  indexInto(truth, classes.length, `${path}.truth`, "classes");
  indexInto(predicted, classes.length, `${path}.predicted`, "classes");
  for (const [name, values] of [
    ["mean", mean],
    ["deviation", deviation],
  ] as const) {
    sameLength(values, classes.length, `${path}.${name}`, "classes");
    finite(values, `${path}.${name}`);
  }
  const below = deviation.findIndex((value) => value < 0);
  if (below >= 0) {
    throw new InvalidData({
      path: `${path}.deviation[${below}]`,
      problem: "a standard deviation is not below 0",
      found: show(deviation[below]),
      remedy: "Give its size.",
    });
  }
  if (image === undefined) return;
  sameLength(pixels ?? [], image.width * image.height, `${path}.pixels`, "the pixels of image");
  finite(pixels ?? [], `${path}.pixels`);
}

/** From 0 (or below, where a bar or whisker goes there) to the end of the longest whisker. */
function rangeOf({ groups }: Read): [number, number] {
  const ends = groups.flatMap(({ items }) =>
    items.flatMap(({ mean, deviation }) => mean.flatMap((m, i) => [m - (deviation[i] as number), m + (deviation[i] as number)])),
  );
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  return low < high ? [low, high] : [0, 1];
}

/** The class (and, if wrong, what it was taken for) above; the picture and the bars side by side below. */
function drawCard(item: Item, { classes, image }: Read, range: readonly [number, number], width: number, canvas: Canvas): Drawing {
  const { document, colours } = canvas;
  const right = item.truth === item.predicted;
  const truth = `${item.name === undefined ? "" : `${item.name}: `}${classes[item.truth]}`;
  const mistake = `✗ ${truth}, taken for ${classes[item.predicted]}`;
  const words = right ? `✓ ${truth}` : textWidth(mistake, 12.6) > width ? `✗ ${truth} → ${classes[item.predicted]}` : mistake;
  const high = 64;
  const title = element(document, "text", { y: 11, fill: right ? colours.accent : colours.wrong, "font-weight": 600 }, [fitText(words, 12.6, width)]);
  const picture = image === undefined ? [] : [drawPicture(item.pixels ?? [], image, high, canvas)];
  const left = image === undefined ? 0 : (high * image.width) / image.height + 10;
  const chart = bars(item, { classes, width: width - left, height: high, range }, canvas);
  return { node: group(document, [title, ...picture, group(document, [chart], left, 20)]), width, height: 20 + high };
}

/** Black ink on white paper in every theme, as the eye expects of scans. */
function drawPicture(pixels: readonly number[], { width, height, range }: NonNullable<Read["image"]>, high: number, { document, colours }: Canvas): SVGElement {
  const level = (value: number): number => Math.max(0, Math.min(255, Math.round((255 * (value - range[0])) / (range[1] - range[0]))));
  const palette = Array.from({ length: 256 }, (_, i): [number, number, number] => [255 - i, 255 - i, 255 - i]);
  const raster = enlarge({ width, height, pixels: Uint8Array.from(pixels, level), palette }, Math.max(1, Math.ceil(144 / Math.max(width, height))));
  const box = { x: 0.5, y: 20.5, width: (high * width) / height - 1, height: high - 1 };
  return group(document, [
    element(document, "image", { ...box, preserveAspectRatio: "none", href: pngDataUrl(raster) }),
    element(document, "rect", { ...box, fill: "none", stroke: colours.grid }),
  ]);
}
