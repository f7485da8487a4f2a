import * as build from "../build.ts";
import { type OperationRule, zero } from "./rule.ts";

const comparison = (symbol: string, evaluate: (a: number, b: number) => number): OperationRule => ({
  arity: 2,
  evaluate,
  source: (a, b) => `${a} ${symbol} ${b} ? 1 : 0`,
  derivative: () => zero,
  domain: "everywhere, 1 or 0; 0 if an argument is NaN; the derivative is taken as 0 everywhere",
});

export const less = comparison("<", (a, b) => (a < b ? 1 : 0));
export const lessEqual = comparison("<=", (a, b) => (a <= b ? 1 : 0));
export const greater = comparison(">", (a, b) => (a > b ? 1 : 0));
export const greaterEqual = comparison(">=", (a, b) => (a >= b ? 1 : 0));
export const equal: OperationRule = { ...comparison("===", (a, b) => (a === b ? 1 : 0)), commutative: true };

export const min: OperationRule = {
  arity: 2,
  evaluate: Math.min,
  source: (a, b) => `Math.min(${a}, ${b})`,
  derivative: ([a, b], [da, db]) => build.select(build.less(a, b), da, db),
  commutative: true,
  domain: "everywhere, NaN if an argument is NaN; where a = b the derivative is that of b",
};

export const max: OperationRule = {
  arity: 2,
  evaluate: Math.max,
  source: (a, b) => `Math.max(${a}, ${b})`,
  derivative: ([a, b], [da, db]) => build.select(build.greater(a, b), da, db),
  commutative: true,
  domain: "everywhere, NaN if an argument is NaN; where a = b the derivative is that of b, so relu = max(x, 0) has slope 0 at 0",
};

export const select: OperationRule = {
  arity: 3,
  evaluate: (condition, ifTrue, ifFalse) => (condition ? ifTrue : ifFalse),
  source: (condition, ifTrue, ifFalse) => `${condition} ? ${ifTrue} : ${ifFalse}`,
  derivative: ([condition], [, dTrue, dFalse]) => build.select(condition, dTrue, dFalse),
  domain: "everywhere; the condition is false where it is 0 or NaN; its jumps have no derivative",
};
