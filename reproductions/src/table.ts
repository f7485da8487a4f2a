import { gateText, passes, type Row, shortNumber } from "./reproduction.ts";

const widths = { id: 4, what: 68, measured: 12, expected: 12, gate: 11 };

/** The line above the rows, in their columns. */
export const heading = line("ID", "what", "measured", "expected", "gate", "pass");

/** One row: `ID  what  measured  expected  gate  pass|FAIL`, and what was published beside it. */
export function rowLine(id: string, row: Row): string {
  const { what, measured, expected, gate, published, note } = row;
  const cells = line(id, what, shortNumber(measured), expected === undefined ? "-" : shortNumber(expected), gateText(gate), passes(row) ? "pass" : "FAIL");
  const remarks = [...(published === undefined ? [] : [`published ${published}`]), ...(note === undefined ? [] : [note])];
  return remarks.length === 0 ? cells : `${cells}  (${remarks.join("; ")})`;
}

/** A result that could not be measured at all. */
export function failureLine(id: string, what: string, problem: string): string {
  return `${line(id, what, "-", "-", "-", "FAIL")}  (${problem})`;
}

function line(id: string, what: string, measured: string, expected: string, gate: string, verdict: string): string {
  return [
    id.padEnd(widths.id),
    what.padEnd(widths.what),
    measured.padStart(widths.measured),
    expected.padStart(widths.expected),
    gate.padEnd(widths.gate),
    verdict,
  ].join("  ");
}
