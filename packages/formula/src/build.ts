import { InvalidInput, show } from "@ntkit/core";
import type { Constant, Expr, ExprLike, Operation, Variable } from "./expression.ts";
import type { OperationName } from "./operations.ts";

/** A number in a formula. Throws InvalidInput unless it is finite (JSON has no NaN and no Infinity); −0 becomes 0. */
export function constant(value: number): Constant {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new InvalidInput({
      problem: "a constant of a formula must be a finite number",
      found: show(value),
      remedy: "Check the arithmetic that made it, or give the value as a variable.",
    });
  }
  return { op: "constant", value: value + 0 };
}

/** A named value, bound when the formula is evaluated. */
export const variable = (name: string): Variable => ({ op: "variable", name });

/** A number as the constant that it stands for; an expression as itself. */
export const lift = (value: ExprLike): Expr => (typeof value === "number" ? constant(value) : value);

/** An operation of the table applied to its arguments; the builders below read better. */
export const operation = (op: OperationName, args: readonly ExprLike[]): Operation => ({ op, arguments: args.map(lift) });

const unary =
  (op: OperationName) =>
  (a: ExprLike): Expr =>
    operation(op, [a]);
const binary =
  (op: OperationName) =>
  (a: ExprLike, b: ExprLike): Expr =>
    operation(op, [a, b]);

export const add = binary("add");
export const subtract = binary("subtract");
export const multiply = binary("multiply");
export const divide = binary("divide");
export const negate = unary("negate");
export const power = binary("power");
export const sqrt = unary("sqrt");
export const exp = unary("exp");
export const expm1 = unary("expm1");
export const log = unary("log");
export const log1p = unary("log1p");
export const sin = unary("sin");
export const cos = unary("cos");
export const tan = unary("tan");
export const asin = unary("asin");
export const acos = unary("acos");
export const atan = unary("atan");
/** The angle of the point (x, y): `atan2(y, x)`. */
export const atan2 = binary("atan2");
export const sinh = unary("sinh");
export const cosh = unary("cosh");
export const tanh = unary("tanh");
export const erf = unary("erf");
export const abs = unary("abs");
export const sign = unary("sign");
export const min = binary("min");
export const max = binary("max");
/** `a < b` as 1 or 0. */
export const less = binary("less");
/** `a ≤ b` as 1 or 0. */
export const lessEqual = binary("lessEqual");
/** `a > b` as 1 or 0. */
export const greater = binary("greater");
/** `a ≥ b` as 1 or 0. */
export const greaterEqual = binary("greaterEqual");
/** `a = b` as 1 or 0. */
export const equal = binary("equal");
/** `condition ? ifTrue : ifFalse`; nothing of the branch not taken gets through, not even NaN. 0 and NaN are false. */
export const select = (condition: ExprLike, ifTrue: ExprLike, ifFalse: ExprLike): Expr => operation("select", [condition, ifTrue, ifFalse]);
