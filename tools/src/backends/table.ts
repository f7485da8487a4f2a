import type { Examination, Missing } from "./examine.ts";

export interface Row {
  readonly name: string;
  readonly result: Examination | Missing;
}

const columns = ["backend", "device", "precision", "cases run", "failed", "NTK deviation", "seconds", "skipped"] as const;

/** The table of backends: one line each, then the reasons for everything that was not run, and what failed. */
export function backendTable(rows: readonly Row[]): string {
  const cells = rows.map(({ name, result }) =>
    result.status === "examined" ? examinedCells(name, result) : [name, "", "", "0", "", "", "", "all: it cannot be loaded here"],
  );
  const widths = columns.map((column, k) => Math.max(column.length, ...cells.map((line) => line[k].length)));
  const lines = [columns, ...cells].map((line) =>
    line
      .map((text, k) => text.padEnd(widths[k]))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", ...rows.flatMap(notes)].join("\n").trimEnd();
}

function examinedCells(name: string, { device, precision, passed, failed, skipped, deviation, seconds }: Examination): string[] {
  const [dash, time] = [deviation === 0 ? "0" : deviation.toExponential(1), seconds.toFixed(1)];
  return [name, device, precision, String(passed + failed.length), String(failed.length), dash, time, String(skipped.length)];
}

function notes({ name, result }: Row): string[] {
  if (result.status === "missing") return [result.reason.startsWith(`${name}: `) ? result.reason : `${name}: ${result.reason}`];
  return [
    ...result.skipped.map((skipped) => `${name}: skipped "${skipped.name}": ${skipped.reason}`),
    ...result.failed.map((failed) => `${name}: FAILED "${failed.name}": ${failed.reason}`),
  ];
}
