import { add, constant, multiply, negate, subtract } from "../build.ts";
import type { Expr } from "../expression.ts";
import type { WgslOperation } from "../wgsl/wgsl-function.ts";

/** Everything that ntkit knows about one operation. */
export interface OperationRule {
  readonly arity: 1 | 2 | 3;
  /** The value: what every evaluator gives, to the last bit. */
  readonly evaluate: (...values: number[]) => number;
  /** JavaScript that computes exactly `evaluate`, given identifiers and number literals; without it, generated code calls `evaluate`. */
  readonly source?: (...values: string[]) => string;
  /** WGSL that computes it in float32, within a few ulp inside the domain. */
  readonly wgsl: WgslOperation;
  /** The derivative along `tangents` (the derivatives of the arguments); a tangent that is the constant 0 is exactly 0. */
  readonly derivative: (values: readonly Expr[], tangents: readonly Expr[]) => Expr;
  /** Simpler operations that give the same bits, where there are any for these arguments: what compilers use instead. */
  readonly rewrite?: (values: readonly Expr[]) => Expr | undefined;
  /** True if the arguments may be swapped without changing a bit. */
  readonly commutative?: true;
  /** Where it is defined, and what its value or derivative is at the edge. */
  readonly domain: string;
}

export const zero = constant(0);

const isConstant = (e: Expr, value: number) => e.op === "constant" && e.value === value;

/** `factor · tangent`, where a tangent of 0 wins whatever the factor is (it says "does not depend", not "0 times"). */
export function chain(tangent: Expr, factor: () => Expr): Expr {
  if (isConstant(tangent, 0)) return zero;
  return isConstant(tangent, 1) ? factor() : multiply(factor(), tangent);
}

/** `apply(tangent)` for an `apply` that is linear in it (a quotient, a negation), with the same rule. */
export function linear(tangent: Expr, apply: (tangent: Expr) => Expr): Expr {
  return isConstant(tangent, 0) ? zero : apply(tangent);
}

/** The sum of two tangents. */
export function plus(a: Expr, b: Expr): Expr {
  if (isConstant(a, 0)) return b;
  return isConstant(b, 0) ? a : add(a, b);
}

/** The difference of two tangents. */
export function minus(a: Expr, b: Expr): Expr {
  if (isConstant(b, 0)) return a;
  return isConstant(a, 0) ? negate(b) : subtract(a, b);
}
