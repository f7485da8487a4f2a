import { type Field, show } from "@ntkit/core";

/** A table as aligned text, the last column as it is. */
export function alignedRows(rows: readonly (readonly string[])[], indent = "  "): string {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)), []);
  return rows.map((row) => `${indent}${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]))).join("  ")}`.trimEnd()).join("\n");
}

/** Fields as aligned lines: name, what belongs there, what it means. */
export const fieldTable = (fields: readonly Field[]): string => alignedRows(fields.map((field) => [field.name, contents(field), about(field)]));

/** Type, bounds, and what is taken if it is left out: "number > 0, default 1". */
function contents(field: Field): string {
  const type = typeof field.type === "string" ? field.type : field.type.join(" | ");
  const low = field.minimum === undefined ? [] : [`${field.exclusiveMinimum ? ">" : "≥"} ${field.minimum}`];
  const high = field.maximum === undefined ? [] : [`${field.exclusiveMaximum ? "<" : "≤"} ${field.maximum}`];
  const bounds = [...low, ...high].join(" and ");
  const presence = field.default === undefined ? (field.required ? ", required" : "") : `, default ${show(field.default)}`;
  return `${bounds === "" ? type : `${type} ${bounds}`}${presence}`;
}

const about = ({ description = "", unit }: Field): string => (unit === undefined ? description : `${description} [${unit}]`);
