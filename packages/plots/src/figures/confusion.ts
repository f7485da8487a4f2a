import { InvalidData, show } from "@ntkit/core";
import { z } from "zod";
import { formatPercent } from "../axes.ts";
import { finite, notEmpty, numbers, sameLength } from "../check.ts";
import type { Canvas, FigureKind } from "../figure.ts";
import { element, fitText, group, textWidth } from "../svg.ts";
import { fontFamily } from "../theme.ts";

const schema = z.strictObject({
  kind: z.literal("confusion"),
  title: z.string(),
  caption: z.string().optional(),
  classes: z.array(z.string()).describe("Names, in the order of the rows and columns"),
  counts: z.array(numbers).describe("counts[i][j]: how many points of class i were taken for class j"),
});

/** How often each class was taken for which: rows are the true classes, columns the predicted ones. */
export type ConfusionFigure = z.input<typeof schema>;
type Read = z.output<typeof schema>;

const text = 12;

export const confusion: FigureKind<ConfusionFigure, Read> = {
  kind: "confusion",
  schema,

  check({ classes, counts }) {
    notEmpty(classes, "classes");
    sameLength(counts, classes.length, "counts", "classes");
    counts.forEach((row, i) => {
      sameLength(row, classes.length, `counts[${i}]`, "classes");
      finite(row, `counts[${i}]`);
      const bad = row.findIndex((count) => count < 0 || !Number.isInteger(count));
      if (bad >= 0)
        throw new InvalidData({ path: `counts[${i}][${bad}]`, problem: "expected a count", found: show(row[bad]), remedy: "Give whole numbers from 0." });
    });
  },

  note({ counts }) {
    const total = sum(counts.flat());
    const right = sum(counts.map((row, i) => row[i] as number));
    const accuracy = total === 0 ? "No points were classified." : `Accuracy ${formatPercent(right / total)} (${right} of ${total}).`;
    return `${accuracy} Colours show the share of each row; recall is the share of a class that was found.`;
  },

  draw({ classes, counts }, canvas) {
    const { document, colours, width } = canvas;
    const longest = Math.max(...classes.map((name) => textWidth(name, text)));
    const names = Math.min(width * 0.22, longest) + 10;
    const [left, right] = [24 + names, 58];
    const cell = Math.min(Math.max(48, Math.min(96, longest + 12)), (Math.min(width, 760) - left - right) / classes.length);
    const side = cell * classes.length;
    const step = Math.ceil(15 / cell);
    // Long names stand upright above narrow columns.
    const upright = longest > cell * step - 4;
    const top = 30 + (upright ? names : 16);
    const name = { "font-weight": 500, fill: colours.foreground };
    const middle = { "text-anchor": "middle" };
    const shown = (i: number): boolean => i % step === 0;
    const parts = [
      ...counts.map((row, i) => drawRow(row, i, cell, canvas)),
      element(document, "rect", { width: side, height: side, fill: "none", stroke: colours.grid }),
      ...classes.flatMap((label, i) =>
        shown(i)
          ? [
              element(document, "text", { x: -8, y: (i + 0.5) * cell + 4, "text-anchor": "end" }, [fitText(label, text, names - 8)]),
              upright
                ? element(document, "text", { transform: `translate(${((i + 0.5) * cell + 4).toFixed(2)},-8) rotate(-90)` }, [fitText(label, text, names - 8)])
                : element(document, "text", { x: (i + 0.5) * cell, y: -8, ...middle }, [label]),
              element(document, "text", { x: side + right - 4, y: (i + 0.5) * cell + 4, "text-anchor": "end" }, [recall(counts[i] as readonly number[], i)]),
            ]
          : [],
      ),
      element(document, "text", { ...name, ...middle, x: side / 2, y: 16 - top }, ["predicted class"]),
      element(document, "text", { ...name, x: side + right - 4, y: -8, "text-anchor": "end" }, ["recall"]),
      element(document, "text", { ...name, ...middle, transform: `translate(${-names - 10},${side / 2}) rotate(-90)` }, ["true class"]),
    ];
    const attributes = { "font-family": fontFamily, "font-size": text, fill: colours.muted };
    const node = element(document, "g", attributes, [group(document, parts, left, top)]);
    return { node, width: left + side + right, height: top + side + 8 };
  },

  example: () => ({
    kind: "confusion",
    title: "Which digits are taken for which",
    classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    counts: [
      [78, 0, 0, 0, 1, 0, 0, 0, 0, 0],
      [0, 79, 0, 0, 0, 0, 0, 0, 1, 0],
      [1, 0, 76, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 73, 0, 2, 0, 2, 2, 0],
      [0, 0, 0, 0, 82, 0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0, 80, 1, 0, 0, 1],
      [0, 0, 0, 0, 0, 0, 80, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 79, 0, 1],
      [0, 2, 0, 0, 0, 0, 0, 1, 73, 0],
      [0, 0, 0, 1, 0, 0, 0, 0, 1, 79],
    ],
  }),
};

const sum = (row: readonly number[]): number => row.reduce((total, count) => total + count, 0);

function recall(row: readonly number[], i: number): string {
  const total = sum(row);
  return total === 0 ? "–" : formatPercent((row[i] as number) / total);
}

/** The cells of one true class: right ones in the accent colour, wrong ones in the warning colour, both by share of the row. */
function drawRow(row: readonly number[], i: number, cell: number, { document, colours }: Canvas): SVGElement {
  const total = sum(row);
  const cells = row.flatMap((count, j) => {
    const share = total === 0 ? 0 : count / total;
    const box = { x: j * cell + 0.5, y: i * cell + 0.5, width: cell - 1, height: cell - 1 };
    // Rare mistakes are what a reader looks for: the square root keeps a share of 1 % visible.
    const opacity = 0.06 + 0.94 * Math.sqrt(share);
    const fill = count === 0 ? { fill: colours.grid, "fill-opacity": 0.3 } : { fill: i === j ? colours.accent : colours.wrong, "fill-opacity": opacity };
    const rect = element(document, "rect", { ...box, ...fill });
    const words = String(count);
    if (count === 0 || cell < 17 || textWidth(words, text) > cell - 2) return [rect];
    const colour = opacity > 0.75 ? colours.onAccent : colours.foreground;
    return [rect, element(document, "text", { x: (j + 0.5) * cell, y: (i + 0.5) * cell + 4, "text-anchor": "middle", fill: colour }, [words])];
  });
  return group(document, cells);
}
