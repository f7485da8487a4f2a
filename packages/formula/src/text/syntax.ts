import type { OperationName } from "../operations.ts";

/** What the grammar gives: names are not yet looked up, and carry where they stand. */
export type Syntax =
  | { readonly kind: "number"; readonly value: number; readonly offset: number }
  | { readonly kind: "hole"; readonly index: number }
  | { readonly kind: "name"; readonly name: string; readonly offset: number }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Syntax[]; readonly offset: number }
  | { readonly kind: "operation"; readonly op: OperationName; readonly arguments: readonly Syntax[] };

export interface Place {
  /** Characters before it, from 0. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** What the generated parser throws. */
export interface SyntaxProblem {
  readonly expected: readonly { readonly type: string; readonly description?: string; readonly text?: string }[];
  readonly found: string | null;
  readonly location: { readonly start: Place };
}

/** The shape of the parser that peggy generates from grammar.peggy. */
export interface GeneratedParser {
  /** Throws `SyntaxError`, which has the fields of SyntaxProblem. `holes`: how many of `$0`, `$1`, … may be used. */
  parse(text: string, options: { readonly holes: number }): Syntax;
  readonly SyntaxError: new (...args: never[]) => SyntaxProblem;
}
