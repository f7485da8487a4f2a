import { InvalidData, InvalidInput, show } from "@ntkit/core";
import Papa from "papaparse";

/** A row of cells, and where it begins: lines are counted from 1, as an editor shows them. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The rows of a CSV text (RFC 4180, read by Papa Parse), without blank lines and lines that begin with `#`. A
 * byte-order mark is skipped. Without a delimiter, that of the first row is taken: a tab, `;`, `,` or `|` (the first of
 * these that it contains), else white space.
 *
 * Throws InvalidData for an open quote, for ragged rows, and if there is no row.
 */
export function rowsOf(text: string, path: string, delimiter?: string): Row[] {
  const written = text.startsWith("\ufeff") ? text.slice(1) : text;
  const between = requireDelimiter(delimiter) ?? delimiterOf(written);
  const parsed = Papa.parse<string[]>(between === " " ? oneBlankBetween(written) : written, { delimiter: between });
  const rows = withLines(parsed.data);
  const [quote] = parsed.errors.filter(({ type }) => type === "Quotes");
  if (quote !== undefined) {
    throw new InvalidData({
      path: `${path} row ${rows[quote.row ?? 0].line}`,
      problem: "a quote that is not closed, or not followed by a delimiter",
      remedy: 'Close it, and write a quote within quotes twice ("").',
    });
  }
  const filled = rows.filter(({ cells }) => (cells.length > 1 || cells[0].trim() !== "") && !cells[0].startsWith("#"));
  requireEqualLengths(filled, path);
  return filled;
}

function requireDelimiter(delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || (delimiter.length === 1 && !'"\r\n#'.includes(delimiter))) return delimiter;
  throw new InvalidInput({
    path: "delimiter",
    problem: "expected one character, neither a quote, # nor a line break",
    found: show(delimiter),
    remedy: 'Give ",", ";", "\\t", "|" or " ".',
  });
}

function delimiterOf(text: string): string {
  const first = text.match(/^(?!\s*$|#).*$/m)?.[0] ?? "";
  return ["\t", ";", ",", "|"].find((candidate) => first.includes(candidate)) ?? " ";
}

const oneBlankBetween = (text: string) => text.replace(/^[ \t]+|[ \t]+$/gm, "").replace(/[ \t]+/g, " ");

/** A quoted cell may hold line breaks, so that a row takes several lines. */
function withLines(rows: readonly string[][]): Row[] {
  let line = 1;
  return rows.map((cells) => {
    const row = { line, cells };
    line += 1 + cells.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
    return row;
  });
}

function requireEqualLengths(rows: readonly Row[], path: string): void {
  if (rows.length === 0) throw new InvalidData({ path, problem: "no rows", remedy: "Give at least one row of numbers." });
  const expected = rows[0].cells.length;
  const ragged = rows.find(({ cells }) => cells.length !== expected);
  if (ragged !== undefined) {
    throw new InvalidData({
      path: `${path} row ${ragged.line}`,
      problem: `ragged rows: expected ${expected} cells, as in row ${rows[0].line}`,
      found: `${ragged.cells.length}`,
      remedy: "Give every row the same number of cells.",
    });
  }
}
