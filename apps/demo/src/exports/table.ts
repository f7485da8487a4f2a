/** Columns of numbers with their names; all are equally long. */
export interface Table {
  readonly columns: Readonly<Record<string, ArrayLike<number>>>;
}

/** A table as CSV, one line a row, numbers with all their digits. */
export function tableCsv({ columns }: Table): string {
  const names = Object.keys(columns);
  const rows = names.length === 0 ? 0 : columns[names[0]].length;
  const lines = Array.from({ length: rows }, (_, row) => names.map((name) => String(columns[name][row])).join(","));
  return `${[names.map(quoted).join(","), ...lines].join("\n")}\n`;
}

const quoted = (name: string): string => (/[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
