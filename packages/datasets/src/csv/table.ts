import { InvalidData, type NDArray, ndArray } from "@ntkit/core";
import { isNumberLike, numberIn, type Place } from "./cells.ts";
import { type Row, rowsOf } from "./rows.ts";

export interface CsvOptions {
  /** What errors call the text: the name of its file. Default "csv". */
  readonly path?: string;
  /** Whether the first row holds column names. "auto", the default: it does if none of its cells is a number. */
  readonly header?: "auto" | boolean;
  /** The character between cells; by default a tab, `;`, `,` or `|`, the first of these that the first row contains, else white space. */
  readonly delimiter?: string;
}

/** Rows of cells, not yet read as numbers. */
export interface CellTable {
  readonly path: string;
  readonly columnNames: readonly string[] | undefined;
  readonly rows: readonly Row[];
  readonly width: number;
}

/** The rows below the header. With header "auto", the first row is one if none of its first `width − targets` cells is a number. */
export function cellTable(text: string, { path = "csv", header = "auto", delimiter }: CsvOptions, targets: number): CellTable {
  const rows = rowsOf(text, path, delimiter);
  const [first] = rows;
  const hasHeader = header === "auto" ? !first.cells.slice(0, first.cells.length - targets).some(isNumberLike) : header;
  if (hasHeader && rows.length === 1) {
    throw new InvalidData({
      path,
      problem: "no rows below the column names",
      remedy: "Give at least one row of numbers, or read the file with header: false.",
    });
  }
  return {
    path,
    columnNames: hasHeader ? first.cells.map((name) => name.trim().replace(/\s+/g, " ")) : undefined,
    rows: hasHeader ? rows.slice(1) : rows,
    width: first.cells.length,
  };
}

/** The numbers of the given columns, [rows, columns]. */
export function numbersOf(table: CellTable, columns: readonly number[]): NDArray {
  const data = new Float64Array(table.rows.length * columns.length);
  table.rows.forEach((row, i) => {
    columns.forEach((column, j) => {
      data[i * columns.length + j] = numberIn(row.cells[column], placeOf(table, row, column));
    });
  });
  return ndArray(data, [table.rows.length, columns.length]);
}

export function placeOf({ path, columnNames }: CellTable, { line }: Row, column: number): Place {
  return { path, line, column: column + 1, columnName: columnNames?.[column] };
}
