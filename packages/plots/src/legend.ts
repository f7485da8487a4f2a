import type { Canvas, Drawing } from "./figure.ts";
import { element, group, textWidth } from "./svg.ts";
import { fontFamily } from "./theme.ts";

/** How a series is told from the others: by colour and, for readers who see no colours, by dashes. */
export interface LineStyle {
  readonly stroke: string;
  readonly dash: string | undefined;
}

const dashes = [undefined, "7 3", "2 3", "9 3 2 3", "5 2", "1 2", "12 4"];

export const lineStyle = (canvas: Canvas, index: number): LineStyle => ({
  stroke: canvas.colours.series[index % canvas.colours.series.length] as string,
  dash: dashes[index % dashes.length],
});

export type Swatch = "line" | "dot";

/** A row (or several) of samples with names, left-aligned from x = `indent`. Empty for fewer than two names. */
export function legend(canvas: Canvas, names: readonly string[], indent: number, swatch: Swatch = "line"): Drawing {
  const { document, colours, width } = canvas;
  const node = element(document, "g", { "font-family": fontFamily, "font-size": 12, fill: colours.foreground });
  if (names.length < 2) return { node, width, height: 0 };
  let [x, y] = [indent, 12];
  names.forEach((name, i) => {
    const { stroke, dash } = lineStyle(canvas, i);
    const step = 30 + textWidth(name, 12) + 20;
    if (x > indent && x + step - 20 > width) [x, y] = [indent, y + 18];
    const sample =
      swatch === "line"
        ? element(document, "line", { x1: 0, x2: 22, y1: 0, y2: 0, stroke, "stroke-width": 2.25, "stroke-dasharray": dash })
        : element(document, "circle", { cx: 14, cy: 0, r: 4, fill: stroke });
    node.appendChild(group(document, [sample, element(document, "text", { x: 29, y: 4 }, [name])], x, y));
    x += step;
  });
  return { node, width, height: y + 12 };
}
