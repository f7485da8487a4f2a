import { ndArray } from "@ntkit/core";
import type { ClassifiedSamples, MeasuredSamples } from "../dataset.ts";

/** One sample a line, whose last cell is the label; cells are separated by commas unless `cellsOf` reads them otherwise. */
export function classified(rows: string, cellsOf: (line: string) => number[] = commaSeparated): ClassifiedSamples {
  const { inputs, last } = table(rows, cellsOf);
  return { inputs, labels: Int32Array.from(last) };
}

/** One sample a line, comma-separated, whose last cell is the target. */
export function measured(rows: string): MeasuredSamples {
  const { inputs, last } = table(rows, commaSeparated);
  return { inputs, targets: ndArray(last, [last.length, 1]) };
}

const commaSeparated = (line: string) => line.split(",").map(Number);

function table(rows: string, cellsOf: (line: string) => number[]) {
  const cells = rows.trim().split("\n").map(cellsOf);
  const features = cells[0].length - 1;
  const inputs = Float64Array.from(cells.flatMap((row) => row.slice(0, features)));
  return { inputs: ndArray(inputs, [cells.length, features]), last: Float64Array.from(cells, (row) => row[features]) };
}
