import { InvalidInput, UnknownName } from "@ntkit/core";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { captionOf, checkFigure, drawFigure } from "../draw.ts";
import type { FigureKind } from "../figure.ts";
import { fontOptions } from "../node.ts";
import { bareDocument, renderSvg } from "../render.ts";
import { element } from "../svg.ts";
import { type Figure, figures } from "./index.ts";

/** Parses strictly (an XML error throws) and measures what is painted, with the bundled font. */
const measured = (svg: string) => new Resvg(svg, { font: fontOptions() }).getBBox();
const hostile = `<script>alert("x")</script> & 'more' ]]>`;

describe.each(Object.entries(figures))("the figure %s", (name, kind) => {
  const figure: Figure = kind.example();

  it("is registered under its own name and is plain JSON", () => {
    expect(kind.kind).toBe(name);
    expect(figure.kind).toBe(name);
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
  });

  it.each(["light", "dark", "page"] as const)("is drawn as well-formed SVG in the theme %s, with words for those who do not see it", (theme) => {
    const svg = renderSvg(figure, { theme });
    expect(() => measured(svg)).not.toThrow();
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^>]* role="img"/);
    expect(svg).toContain(`aria-label="${figure.title}"`);
    expect(svg).toContain(`<title>${figure.title}</title>`);
    expect(svg.includes("var(--")).toBe(theme === "page");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg, "digits that differ between machines").not.toMatch(/\d\.\d{4}/);
  });

  it.each([[320], [360], [720], [1100]])("keeps within its frame when %s px wide", (width) => {
    const svg = renderSvg(figure, { width, titled: false });
    const box = measured(svg);
    const height = Number(/ height="(\d+)"/.exec(svg)?.[1]);
    expect(box?.x).toBeGreaterThanOrEqual(-0.5);
    expect(box?.y).toBeGreaterThanOrEqual(-0.5);
    expect((box?.x ?? 0) + (box?.width ?? Infinity)).toBeLessThanOrEqual(width + 0.5);
    expect((box?.y ?? 0) + (box?.height ?? Infinity)).toBeLessThanOrEqual(height + 0.5);
  });

  it("has no text smaller than 11 px", () => {
    const sizes = [...renderSvg(figure).matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
  });

  it("gives the same bytes again, whatever was drawn before", () => {
    const first = renderSvg(figure, { theme: "dark" });
    for (const other of Object.values(figures)) renderSvg(other.example());
    expect(renderSvg(JSON.parse(JSON.stringify(figure)), { theme: "dark" })).toBe(first);
  });

  it("gives in a given document the element that it prints", () => {
    const document = bareDocument();
    const node = drawFigure(figure, { document });
    expect(node.ownerDocument).toBe(document);
    expect(renderSvg(figure, { document })).toBe(renderSvg(figure));
  });

  it("escapes what the author wrote", () => {
    const svg = renderSvg({ ...figure, title: hostile, caption: hostile });
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;more&#39; ]]&gt;");
    expect(() => measured(svg)).not.toThrow();
  });

  it("refuses a misspelt field, with the right one", () => {
    expect(() => checkFigure({ ...figure, captoin: "x" })).toThrow(/captoin.*Did you mean "caption"/);
  });
});

it("plugs in a kind from outside the package", () => {
  const schema = z.strictObject({ kind: z.literal("dots"), title: z.string(), count: z.number() });
  const dots: FigureKind<z.infer<typeof schema>> = {
    kind: "dots",
    schema,
    check: () => {},
    note: ({ count }) => `There are ${count} dots.`,
    draw: ({ count }, { document, width }) => {
      const circles = Array.from({ length: count }, (_, i) => element(document, "circle", { cx: 10 * i, cy: 10, r: 4 }));
      return { node: element(document, "g", {}, circles), width, height: 20 };
    },
    example: () => ({ kind: "dots", title: "Dots", count: 3 }),
  };
  const svg = renderSvg(dots.example(), { figures: { ...figures, dots } });
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg).toContain("<desc>There are 3 dots.</desc>");
});

it("names the kinds there are for one that does not exist", () => {
  expect(() => renderSvg({ kind: "curve", title: "x" })).toThrow(UnknownName);
  expect(() => renderSvg({ kind: "curve", title: "x" })).toThrow(/Did you mean "curves"/);
});

it("refuses a width at which nothing is legible", () => {
  expect(() => renderSvg(figures.confusion.example(), { width: 100 })).toThrow(InvalidInput);
  expect(() => renderSvg(figures.confusion.example(), { width: Number.NaN })).toThrow(/320 to 2000/);
});

it("puts the author's words before what it computes", () => {
  expect(captionOf({ ...figures.confusion.example(), caption: "Mine." })).toMatch(/^Mine\. Accuracy 97\.7\u00a0% \(779 of 797\)\./);
});
