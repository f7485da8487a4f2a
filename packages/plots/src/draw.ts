import { InvalidInput, lookUp, parse, show } from "@ntkit/core";
import type { Canvas, FigureBase, FigureKind, FigureKinds } from "./figure.ts";
import { figures } from "./figures/index.ts";
import { element, group, wrapText } from "./svg.ts";
import { fontFamily, type ThemeName, themes } from "./theme.ts";

export interface DrawOptions {
  /** Width in px, from 320 to 2000; the layout follows it, text keeps its size. Default 720. */
  readonly width?: number | undefined;
  /** Default "light". */
  readonly theme?: ThemeName | undefined;
  /** Whether the title and the caption are part of the picture (default), or left to the page around it. */
  readonly titled?: boolean | undefined;
  /** The kinds that can be drawn; `{ ...figures, mine }` adds one. */
  readonly figures?: FigureKinds | undefined;
}

/** A figure that has passed every check, with the kind that draws it. */
interface Ready {
  readonly figure: FigureBase;
  readonly kind: FigureKind<FigureBase>;
}

/**
 * Throws UnknownName for a kind or field that does not exist, InvalidInput for a field of the wrong type,
 * ShapeMismatch for lengths that do not fit, and InvalidData, with the place, for a number that cannot be drawn.
 */
function ready(written: FigureBase, kinds: FigureKinds = figures): Ready {
  const kind = lookUp(kinds, written?.kind, "figure kind", "kind");
  const figure = parse(kind.schema, written);
  kind.check(figure);
  return { figure, kind };
}

/** Checks a figure without drawing it; throws as `drawFigure` does. */
export function checkFigure<F extends FigureBase>(figure: F, kinds?: FigureKinds): void {
  ready(figure, kinds);
}

/** The whole caption: the author's words, then what the kind computes from the data (accuracy, block sizes, what is not shown). */
export function captionOf<F extends FigureBase>(written: F, kinds?: FigureKinds): string {
  return wholeCaption(ready(written, kinds));
}

const wholeCaption = ({ figure, kind }: Ready): string => [figure.caption ?? "", kind.note(figure)].filter((part) => part !== "").join(" ");

/**
 * Draws a figure as an `<svg>` element of `document`, with role, name, `<title>` and `<desc>` for readers who do not see it.
 * Nothing is random: equal figures and options give equal trees (in a browser on a screen of one pixel per px, Plot moves
 * grid lines by half a pixel). Throws as `checkFigure` does, and InvalidInput for a bad width.
 */
export function drawFigure<F extends FigureBase>(written: F, { document, ...options }: DrawOptions & { readonly document: Document }): SVGElement {
  const { width = 720, theme = "light", titled = true } = options;
  if (!(width >= 320 && width <= 2000)) {
    throw new InvalidInput({
      path: "width",
      problem: "a figure is 320 to 2000 px wide",
      found: show(width),
      remedy: "Scale the finished picture for any other size.",
    });
  }
  const about = ready(written, options.figures);
  const colours = lookUp(themes, theme, "theme", "theme");
  const edge = titled ? 20 : 0;
  const canvas: Canvas = { document, width: width - 2 * edge, colours };
  const caption = wholeCaption(about);
  const drawing = about.kind.draw(about.figure, canvas);
  const head = titled ? words(wrapText(about.figure.title, 16, canvas.width), 16, 600, colours.foreground, canvas) : undefined;
  const foot = titled ? words(wrapText(caption, 12.5, canvas.width), 12.5, 400, colours.muted, canvas) : undefined;
  const top = head === undefined ? 0 : edge + head.height + 12;
  const bottom = top + drawing.height + (foot === undefined || caption === "" ? 0 : 10);
  const height = Math.ceil(bottom + (foot?.height ?? 0) + edge);
  const svg = element(
    document,
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": about.figure.title, "font-family": fontFamily, color: colours.foreground },
    [
      element(document, "title", {}, [about.figure.title]),
      ...(caption === "" ? [] : [element(document, "desc", {}, [caption])]),
      ...(titled ? [element(document, "rect", { width, height, fill: colours.background })] : []),
      ...(head === undefined ? [] : [group(document, [head.node], edge, edge)]),
      group(document, [drawing.node], edge + Math.floor((canvas.width - drawing.width) / 2), top),
      ...(foot === undefined ? [] : [group(document, [foot.node], edge, bottom)]),
    ],
  );
  settle(svg, () => digest(JSON.stringify([about.figure, width, theme, titled])));
  return svg;
}

function words(lines: readonly string[], size: number, weight: number, fill: string, { document }: Canvas): { node: SVGElement; height: number } {
  const nodes = lines.map((line, i) => element(document, "text", { y: size + i * size * 1.4, "font-size": size, "font-weight": weight, fill }, [line]));
  return { node: group(document, nodes), height: lines.length * size * 1.4 };
}

const geometry = ["x", "x1", "x2", "y", "y1", "y2", "cx", "cy", "width", "height", "transform"];

/**
 * Makes the tree depend on the figure alone. Plot counts its clip paths over the life of the process: here they are named
 * after the figure. Its coordinates have all the digits of a double, the last of which differ between machines: here two.
 */
function settle(svg: Element, prefix: () => string): void {
  const names = new Map<string, string>();
  const rename = (old: string): string => {
    if (!names.has(old)) names.set(old, `clip-${prefix()}-${names.size}`);
    return names.get(old) as string;
  };
  const visit = (node: Element): void => {
    const clip = node.getAttribute("clip-path");
    if (clip !== null)
      node.setAttribute(
        "clip-path",
        clip.replace(/#([\w-]+)/, (_, id: string) => `#${rename(id)}`),
      );
    if (node.localName === "clipPath") node.setAttribute("id", rename(node.getAttribute("id") ?? ""));
    for (const name of geometry) {
      const value = node.getAttribute(name);
      if (value?.includes("."))
        node.setAttribute(
          name,
          value.replace(/-?\d*\.\d+(e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100)),
        );
    }
    for (const child of Array.from(node.children)) visit(child);
  };
  visit(svg);
}

/** FNV-1a, 32 bit: names that differ between figures. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(36);
}
