/** How a measured number is held against the expected one. */
export type Gate =
  /** |measured − expected| ≤ the number. */
  | { readonly within: number }
  /** |measured / expected − 1| ≤ the number. */
  | { readonly relative: number }
  /** measured ≤ the number. */
  | { readonly atMost: number }
  /** measured ≥ the number. */
  | { readonly atLeast: number };

/** One number of a published result. */
export interface Row {
  /** What was measured, in a few words. */
  readonly what: string;
  readonly measured: number;
  /** What an independent implementation gave; left out where the gate alone says it. */
  readonly expected?: number;
  /** What the paper prints, where it prints something. */
  readonly published?: string;
  readonly gate: Gate;
  /** Said after the row: sizes, conventions. */
  readonly note?: string;
}

/** Says what long work is doing. */
export type Report = (message: string) => void;

/** A published result: one file, one line in `index.ts`. */
export interface Reproduction {
  /** Its number: `3`, `3b`. */
  readonly id: string;
  readonly what: string;
  /** Where it was published. */
  readonly source: string;
  /** Not run unless it is asked for by its id: too long. */
  readonly onRequest?: boolean;
  run(report: Report): Promise<readonly Row[]>;
}

/** Whether a row passes its gate; NaN never does. */
export function passes({ measured, expected, gate }: Row): boolean {
  if ("atMost" in gate) return measured <= gate.atMost;
  if ("atLeast" in gate) return measured >= gate.atLeast;
  if (expected === undefined) return false;
  return "within" in gate ? Math.abs(measured - expected) <= gate.within : Math.abs(measured / expected - 1) <= gate.relative;
}

/** A gate as a person reads it. */
export function gateText(gate: Gate): string {
  if ("atMost" in gate) return `≤ ${shortNumber(gate.atMost)}`;
  if ("atLeast" in gate) return `≥ ${shortNumber(gate.atLeast)}`;
  return "within" in gate ? `± ${shortNumber(gate.within)}` : `± ${shortNumber(100 * gate.relative)} %`;
}

/** Six digits at most, exponents only where they help. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential(2) : String(Number(value.toPrecision(6)));
}
