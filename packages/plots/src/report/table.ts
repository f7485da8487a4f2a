import { z } from "zod";
import { formatNumber } from "../axes.ts";
import { sameLength } from "../check.ts";
import { escapeText } from "../serialise.ts";

export const tableSchema = z.strictObject({
  caption: z.string().optional(),
  columns: z.array(z.string()).min(1).describe("Headings; the first column names the rows"),
  rows: z.array(z.array(z.union([z.string(), z.number()]))).describe("Numbers are printed to four digits; text stays as it is"),
});

/** A table whose first column names the rows. */
export type Table = z.input<typeof tableSchema>;

/** A column is set flush right if it holds numbers, or text that begins like one, only. */
const numeric = (table: Table, column: number): boolean =>
  table.rows.length > 0 && table.rows.every((row) => typeof row[column] === "number" || /^[−+-]?[\d.]/.test(String(row[column])));

/** The table as HTML, with headings for columns and rows. Throws ShapeMismatch for a row of another length than the headings. */
export function tableHtml(table: Table, path: string): string {
  table.rows.forEach((row, i) => sameLength(row, table.columns.length, `${path}.rows[${i}]`, `${path}.columns`));
  const side = table.columns.map((_, column) => (column > 0 && numeric(table, column) ? ' class="number"' : ""));
  const head = table.columns.map((name, column) => `<th scope="col"${side[column]}>${escapeText(name)}</th>`).join("");
  const body = table.rows.map((row) => {
    const cells = row.map((value, column) => {
      const text = escapeText(typeof value === "number" ? formatNumber(value, 4) : value);
      return column === 0 ? `<th scope="row">${text}</th>` : `<td${side[column]}>${text}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const caption = table.caption === undefined ? "" : `<caption>${escapeText(table.caption)}</caption>`;
  const name = escapeText(table.caption ?? table.columns.join(", "));
  return `<div class="scroll" role="region" tabindex="0" aria-label="${name}"><table>${caption}<thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table></div>`;
}
