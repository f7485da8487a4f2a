import { parse } from "@ntkit/core";
import { z } from "zod";
import { captionOf, type DrawOptions } from "../draw.ts";
import type { FigureBase } from "../figure.ts";
import { bareDocument, renderSvg } from "../render.ts";
import { escapeText } from "../serialise.ts";
import { style } from "./style.ts";
import { tableHtml, tableSchema } from "./table.ts";

const sectionSchema = z.strictObject({
  heading: z.string(),
  text: z.string().optional().describe("Plain text; an empty line begins a new paragraph"),
  figure: z.custom<FigureBase>((value) => typeof value === "object" && value !== null, "expected a figure").optional(),
  table: tableSchema.optional(),
});

const reportSchema = z.strictObject({
  title: z.string(),
  subtitle: z.string().optional(),
  summary: z.array(z.strictObject({ label: z.string(), value: z.string() })).describe("The few numbers to be read first"),
  sections: z.array(sectionSchema),
  data: z
    .strictObject({ name: z.string().describe("File name for the download"), value: z.unknown() })
    .optional()
    .describe("JSON that the reader can save"),
  generator: z.string().describe("What made this page, and its version"),
});

/** What a report page says: plain JSON. */
export type Report = z.input<typeof reportSchema>;

/** Widths of the two drawings of each figure, px: the page shows the one that fits. */
const [wide, narrow] = [720, 360];

/**
 * One self-contained HTML page: style, figures and data are inside, nothing is loaded and no script runs. It follows the
 * reader's light or dark setting, fits a telephone as a desktop, and prints. All text is escaped. Every figure has its caption
 * and a link that saves it as SVG. The same report gives the same bytes.
 * @param options.figures the kinds of figure known; `options.document` a browser's document, if there is one.
 * Throws as `drawFigure` does, and ShapeMismatch for a table whose rows do not fit its headings.
 */
export function reportPage(report: Report, options: Pick<DrawOptions, "figures"> & { readonly document?: Document | undefined } = {}): string {
  const { title, subtitle, summary, sections, data, generator } = parse(reportSchema, report, "report");
  const drawing = { figures: options.figures, document: options.document ?? bareDocument() };
  let count = 0;
  const body = sections.map((section, i) => {
    if (section.figure !== undefined) count += 1;
    return sectionHtml(section, `report.sections[${i}]`, count, drawing);
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escapeText(generator)}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>${escapeText(title)}</title>
<style>
${style}
</style>
</head>
<body>
<div class="page">
<header>
<h1>${escapeText(title)}</h1>
${subtitle === undefined ? "" : `<p class="subtitle">${escapeText(subtitle)}</p>\n`}${summaryHtml(summary)}</header>
<main>
${body.join("\n")}
</main>
<footer>
${data === undefined ? "" : `<p>${download(data.name, "application/json", `${JSON.stringify(data.value, null, 1)}\n`, `Download the data of this page (${data.name})`)}</p>\n`}<p>${escapeText(generator)}</p>
</footer>
</div>
</body>
</html>
`;
}

function summaryHtml(summary: Report["summary"]): string {
  if (summary.length === 0) return "";
  return `<dl class="summary">\n${summary.map(({ label, value }) => `<div><dt>${escapeText(label)}</dt><dd>${escapeText(value)}</dd></div>`).join("\n")}\n</dl>\n`;
}

type Drawing = Pick<DrawOptions, "figures"> & { readonly document: Document };

function sectionHtml({ heading, text = "", figure, table }: Report["sections"][number], path: string, number: number, drawing: Drawing): string {
  const paragraphs = text.split(/\n\s*\n/).filter((words) => words.trim() !== "");
  return [
    "<section>",
    `<h2>${escapeText(heading)}</h2>`,
    ...paragraphs.map((words) => `<p>${escapeText(words.trim())}</p>`),
    ...(figure === undefined ? [] : [figureHtml(figure, number, drawing)]),
    ...(table === undefined ? [] : [tableHtml(table, `${path}.table`)]),
    "</section>",
  ].join("\n");
}

function figureHtml(figure: FigureBase, number: number, drawing: Drawing): string {
  const inline = (width: number): string => renderSvg(figure, { ...drawing, width, theme: "page", titled: false });
  const caption = captionOf(figure, drawing.figures);
  return [
    "<figure>",
    `<div class="wide">${inline(wide)}</div>`,
    `<div class="narrow">${inline(narrow)}</div>`,
    `<figcaption><strong>Figure ${number}. ${escapeText(figure.title)}.</strong> ${escapeText(caption)} ` +
      `${download(`figure-${number}.svg`, "image/svg+xml", renderSvg(figure, drawing), "Download SVG")}</figcaption>`,
    "</figure>",
  ].join("\n");
}

const download = (name: string, type: string, content: string, words: string): string =>
  `<a class="download" download="${escapeText(name)}" href="data:${type};charset=utf-8,${encodeURIComponent(content)}">${escapeText(words)}</a>`;
