import type { NDArray } from "@ntkit/core";
import { type CsvOptions, cellTable, numbersOf } from "./table.ts";

/** A numeric table [rows, columns], with the names of its columns if the text has them. */
export interface CsvTable {
  readonly values: NDArray;
  readonly columnNames?: readonly string[];
}

/**
 * Reads a table of numbers. Blank lines and lines that begin with `#` are skipped; cells may be quoted.
 *
 * Throws InvalidData for text, empty cells, NaN, infinities, ragged rows and no rows at all, naming row (counted from 1,
 * as an editor shows lines), column (counted from 1) and the column's name.
 */
export function parseCsv(text: string, options: CsvOptions = {}): CsvTable {
  const table = cellTable(text, options, 0);
  const values = numbersOf(
    table,
    Array.from({ length: table.width }, (_, i) => i),
  );
  return { values, ...(table.columnNames === undefined ? {} : { columnNames: table.columnNames }) };
}
