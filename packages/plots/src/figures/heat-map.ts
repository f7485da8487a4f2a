import { InvalidInput, ShapeMismatch, show } from "@ntkit/core";
import { z } from "zod";
import { blockMeans, type Rows } from "../blocks.ts";
import { finite, notEmpty, sameLength } from "../check.ts";
import type { Canvas, Drawing, FigureKind } from "../figure.ts";
import { ramp, rampLegend } from "../ramp.ts";
import { enlarge, pngDataUrl } from "../raster.ts";
import { element, fitText, group, textWidth } from "../svg.ts";
import { fontFamily } from "../theme.ts";

const schema = z.strictObject({
  kind: z.literal("heat-map"),
  title: z.string(),
  caption: z.string().optional(),
  values: z.custom<Rows>(Array.isArray, "expected a list of rows").describe("The matrix [n, m], row by row"),
  label: z.string().describe("What the colours measure"),
  rows: z.string().default("row").describe("What the rows are"),
  columns: z.string().default("column").describe("What the columns are"),
  groups: z
    .array(z.strictObject({ name: z.string(), count: z.number().int().positive() }))
    .optional()
    .describe("Classes along both axes of a square matrix whose rows are sorted by class, in order"),
  range: z.tuple([z.number(), z.number()]).optional().describe("The values at the ends of the colours; the extent of what is drawn if left out"),
  diverging: z.boolean().optional().describe("White at 0, blue below, red above; if left out, chosen where the values below 0 weigh"),
  limit: z.number().int().min(8).max(1000).default(200).describe("The most rows and columns drawn; a larger matrix is averaged over blocks"),
});

/** A matrix as colours, e.g. the Gram matrix of a kernel. */
export type HeatMapFigure = z.input<typeof schema>;
type Read = z.output<typeof schema>;

const text = 12;

export const heatMap: FigureKind<HeatMapFigure, Read> = {
  kind: "heat-map",
  schema,

  check({ values, groups, range }) {
    notEmpty(values, "values");
    const columns = (values[0] as readonly number[]).length;
    values.forEach((row, i) => {
      if (!Array.isArray(row))
        throw new ShapeMismatch({ path: `values[${i}]`, problem: "expected a row of numbers", found: show(row), remedy: "Give a list of lists." });
      sameLength(row, columns, `values[${i}]`, "values[0]");
      finite(row, `values[${i}]`);
    });
    notEmpty(values[0] as readonly number[], "values[0]");
    if (range !== undefined && !(range[0] < range[1])) {
      throw new InvalidInput({ path: "range", problem: "the lower end is not below the upper", found: show(range), remedy: "Swap or widen them." });
    }
    if (groups === undefined) return;
    const total = groups.reduce((sum, { count }) => sum + count, 0);
    if (total !== values.length || columns !== values.length) {
      throw new ShapeMismatch({
        path: "groups",
        problem: `groups of ${total} rows in all do not fit a matrix [${values.length}, ${columns}]`,
        remedy: "Groups need a square matrix and must count each row once.",
      });
    }
  },

  note({ values, limit, groups }) {
    const [n, m] = [values.length, (values[0] as readonly number[]).length];
    const share = (size: number): string => {
      const ratio = size / Math.min(size, limit);
      return Number.isInteger(ratio) ? String(ratio) : `about ${ratio.toFixed(1)}`;
    };
    return [
      ...(n > limit || m > limit ? [`${n} × ${m} entries; each pixel is the mean over a block of ${share(n)} × ${share(m)}.`] : []),
      ...(groups === undefined ? [] : ["White lines separate the classes."]),
    ].join(" ");
  },

  draw(figure, canvas) {
    const { document, colours, width } = canvas;
    const { values, groups = [] } = figure;
    const drawn = blockMeans(values, figure.limit);
    const shades = ramp(figure.range ?? extent(drawn), figure.diverging ?? weighsBelowZero(drawn));
    const names = groups.length === 0 ? 0 : Math.min(88, Math.max(...groups.map(({ name }) => textWidth(name, text)))) + 10;
    const left = 26 + names;
    const columns = (drawn[0] as readonly number[]).length;
    const legendOf = (side: number): Drawing => rampLegend(shades, figure.label, Math.max(120, side * drawn.length), canvas);
    const largest = 460 / Math.max(columns, drawn.length);
    const cell = Math.min((width - left - legendOf(largest).width - 16) / columns, largest);
    const [wide, high] = [cell * columns, cell * drawn.length];
    const top = 26;
    const key = legendOf(cell);
    const raster = {
      width: columns,
      height: drawn.length,
      pixels: Uint8Array.from(drawn.flatMap((row) => row.map((value) => shades.index(value)))),
      palette: shades.palette,
    };
    const href = pngDataUrl(enlarge(raster, Math.max(1, Math.ceil(600 / Math.max(columns, drawn.length)))));
    const name = { "font-weight": 500, fill: colours.foreground, "text-anchor": "middle" };
    const matrix = group(
      document,
      [
        element(document, "image", { width: wide, height: high, preserveAspectRatio: "none", href }),
        ...classLines(groups, values.length, wide, names, canvas),
        element(document, "rect", { width: wide, height: high, fill: "none", stroke: colours.grid }),
        element(document, "text", { ...name, x: wide / 2, y: -10 }, [figure.columns]),
        element(document, "text", { ...name, transform: `translate(${-names - 10},${high / 2}) rotate(-90)` }, [figure.rows]),
      ],
      left,
      top,
    );
    const node = element(document, "g", { "font-family": fontFamily, "font-size": text, fill: colours.muted }, [
      matrix,
      group(document, [key.node], left + wide + 16, top),
    ]);
    return { node, width: left + wide + 16 + key.width, height: top + Math.max(high, key.height) + 8 };
  },

  example() {
    const names = ["setosa", "versicolor", "virginica"];
    const position = (i: number): number => Math.floor(i / 80) * 1.1 + 0.35 * Math.sin(i * 12.9898);
    return {
      kind: "heat-map",
      title: "The kernel between training points",
      caption: "Points of one class see each other.",
      values: Array.from({ length: 240 }, (_, i) =>
        Array.from({ length: 240 }, (__, j) => 1.5 * Math.exp(-((position(i) - position(j)) ** 2)) + (i === j ? 0.4 : 0)),
      ),
      label: "NTK Θ(x, x′)",
      rows: "training point",
      columns: "training point",
      groups: names.map((name) => ({ name, count: 80 })),
    };
  },
};

function extent(values: Rows): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const row of values) {
    for (const value of row) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}

/** Whether values below zero reach further than a tenth of those above: then zero is worth a colour of its own. */
function weighsBelowZero(values: Rows): boolean {
  const [low, high] = extent(values);
  return low < -0.1 * Math.max(0, high);
}

/** White lines between the classes and their names along the left. */
function classLines(groups: NonNullable<Read["groups"]>, n: number, size: number, room: number, { document }: Canvas): SVGElement[] {
  let first = 0;
  let lastName = -Infinity;
  return groups.flatMap(({ name, count }, i) => {
    const [at, middle] = [(first / n) * size, ((first + count / 2) / n) * size];
    first += count;
    const line = { stroke: "#ffffff", "stroke-width": 1, "stroke-opacity": 0.85 };
    const lines =
      i === 0 ? [] : [element(document, "path", { ...line, d: `M0,${at.toFixed(2)}H${size.toFixed(2)}M${at.toFixed(2)},0V${size.toFixed(2)}`, fill: "none" })];
    if (middle - lastName < text) return lines;
    lastName = middle;
    return [...lines, element(document, "text", { x: -8, y: middle + 4, "text-anchor": "end" }, [fitText(name, text, room - 8)])];
  });
}
