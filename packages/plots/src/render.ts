import { parseHTML } from "linkedom";
import { type DrawOptions, drawFigure } from "./draw.ts";
import type { FigureBase } from "./figure.ts";
import { serialise } from "./serialise.ts";

/** A document to draw in where there is no browser. */
export const bareDocument = (): Document => parseHTML("<!doctype html><html><body></body></html>").document;

/**
 * Draws a figure as SVG text, well-formed XML. The same figure and options give the same bytes.
 * @param options.document the browser's, if there is one; else a bare one is made.
 * Throws as `drawFigure` does.
 */
export function renderSvg<F extends FigureBase>(figure: F, options: DrawOptions & { readonly document?: Document | undefined } = {}): string {
  return serialise(drawFigure(figure, { ...options, document: options.document ?? bareDocument() }));
}
