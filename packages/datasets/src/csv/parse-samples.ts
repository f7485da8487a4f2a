import { InvalidData, InvalidInput, suggestion, UnknownName } from "@ntkit/core";
import type { ClassifiedSamples, MeasuredSamples } from "../dataset.ts";
import { isNumberLike, pathOf } from "./cells.ts";
import { type CellTable, type CsvOptions, cellTable, numbersOf, placeOf } from "./table.ts";

/** Options of a table in which one column is the target. */
export type SamplesCsvOptions = CsvOptions & {
  /** The name of the target column, for which the first row must hold names; by default the last column is the target. */
  readonly target?: string;
};

export type ClassifiedCsv = ClassifiedSamples & { readonly classNames: readonly string[]; readonly featureNames?: readonly string[] };
export type MeasuredCsv = MeasuredSamples & { readonly targetName?: string; readonly featureNames?: readonly string[] };

/**
 * Reads numeric features and a column of class names (text or numbers). Classes are numbered in the order of
 * `classNames`; without it, in ascending order (numbers by value, else text by code units). Give `classNames` when
 * training and test samples come in two files, so that both are numbered alike.
 *
 * Throws as `parseCsv` does, and UnknownName for a class that is not in `classNames` or a target that is no column.
 */
export function parseClassificationCsv(text: string, options: SamplesCsvOptions & { readonly classNames?: readonly string[] } = {}): ClassifiedCsv {
  const { table, target, features, featureNames } = samplesTable(text, options);
  const written = table.rows.map((row) => {
    const name = row.cells[target].trim();
    if (name !== "") return name;
    throw new InvalidData({
      path: pathOf(placeOf(table, row, target)),
      problem: "no class",
      found: "an empty cell",
      remedy: "Name the class, or drop this row.",
    });
  });
  const classNames = options.classNames ?? inOrder([...new Set(written)]);
  const index = new Map(classNames.map((name, i) => [name, i]));
  const labels = Int32Array.from(written, (name, i) => {
    const label = index.get(name);
    if (label !== undefined) return label;
    throw new UnknownName({
      path: pathOf(placeOf(table, table.rows[i], target)),
      problem: "unknown class",
      found: JSON.stringify(name),
      remedy: suggestion(name, classNames),
    });
  });
  return { inputs: numbersOf(table, features), labels, classNames, ...(featureNames === undefined ? {} : { featureNames }) };
}

/** Reads numeric features and one numeric target column. Throws as `parseCsv` does, and UnknownName for a target that is no column. */
export function parseRegressionCsv(text: string, options: SamplesCsvOptions = {}): MeasuredCsv {
  const { table, target, features, featureNames } = samplesTable(text, options);
  const targetName = table.columnNames?.[target];
  return {
    inputs: numbersOf(table, features),
    targets: numbersOf(table, [target]),
    ...(targetName === undefined ? {} : { targetName }),
    ...(featureNames === undefined ? {} : { featureNames }),
  };
}

function samplesTable(text: string, options: SamplesCsvOptions) {
  if (options.target !== undefined && options.header === false) {
    throw new InvalidInput({
      path: "target",
      problem: "a column is named, but header is false",
      found: options.target,
      remedy: "Leave target out for the last column, or header.",
    });
  }
  const header = options.target === undefined ? (options.header ?? "auto") : true;
  const table = cellTable(text, { ...options, header }, 1);
  const target = options.target === undefined ? table.width - 1 : columnNamed(table, options.target);
  const features = Array.from({ length: table.width }, (_, i) => i).filter((i) => i !== target);
  if (features.length === 0) {
    throw new InvalidData({ path: table.path, problem: "no features beside the target column", remedy: "Give at least two columns, or the right delimiter." });
  }
  const { columnNames } = table;
  return { table, target, features, featureNames: columnNames && features.map((i) => columnNames[i]) };
}

function columnNamed({ columnNames = [], path }: CellTable, name: string): number {
  const target = columnNames.indexOf(name);
  if (target >= 0) return target;
  throw new UnknownName({ path, problem: "unknown column", found: JSON.stringify(name), remedy: suggestion(name, columnNames) });
}

function inOrder(names: string[]): string[] {
  if (names.every(isNumberLike)) return names.sort((a, b) => Number(a) - Number(b));
  return names.sort((a, b) => (a < b ? -1 : 1));
}
