import { InvalidData, show } from "@ntkit/core";

/** Where a cell stands: row and column are counted from 1, rows as an editor shows lines. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly columnName: string | undefined;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const missing = /^$|^[+-]?(nan|inf|infinity)$|^(na|n\/a|null|none|\?)$/i;

/** True for what stands in a column of numbers: a number, or a mark for one that is missing or not finite. */
export const isNumberLike = (cell: string): boolean => decimal.test(cell.trim()) || missing.test(cell.trim());

/** The number in a cell. Throws InvalidData, naming row and column, for text, an empty cell, NaN and infinities. */
export function numberIn(cell: string, place: Place): number {
  const text = cell.trim();
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new InvalidData({
    path: pathOf(place),
    problem: "expected a finite number",
    found: text === "" ? "an empty cell" : show(text),
    remedy: remedyFor(text),
  });
}

export function pathOf({ path, line, column, columnName }: Place): string {
  return `${path} row ${line}, column ${column}${columnName === undefined ? "" : ` (${columnName})`}`;
}

function remedyFor(text: string): string {
  if (missing.test(text) || decimal.test(text)) return "Drop this row or this column, or put a number in.";
  if (/^[+-]?\d+,\d+$/.test(text)) return "Write decimals with a point.";
  return "Put a number in; if the first row holds column names, read the file with header: true.";
}
