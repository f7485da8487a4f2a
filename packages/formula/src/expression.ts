import type { OperationName } from "./operations.ts";

/**
 * An elementwise formula as plain data: it prints as JSON, compares by structure and travels between threads.
 * Sharing of sub-objects is allowed and means nothing: common subexpressions are found by structure.
 */
export type Expr = Constant | Variable | Operation;

export interface Constant {
  readonly op: "constant";
  readonly value: number;
}

export interface Variable {
  readonly op: "variable";
  readonly name: string;
}

/** An operation of `operations` applied to as many arguments as that operation takes. */
export interface Operation {
  readonly op: OperationName;
  readonly arguments: readonly Expr[];
}

/** Wherever a formula is built, a plain number stands for a constant. */
export type ExprLike = Expr | number;
