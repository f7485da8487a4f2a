import * as build from "../build.ts";
import { max as wgslMax, min as wgslMin } from "../wgsl/basic.ts";
import { exact } from "../wgsl/wgsl-function.ts";
import { type OperationRule, zero } from "./rule.ts";

const comparison = (symbol: string, evaluate: (a: number, b: number) => number): OperationRule => ({
  arity: 2,
  evaluate,
  source: (a, b) => `${a} ${symbol} ${b} ? 1 : 0`,
  wgsl: exact((a, b) => `select(0f, 1f, ${a} ${symbol === "===" ? "==" : symbol} ${b})`),
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
  wgsl: exact((a, b) => `ntk_min(${a}, ${b})`, [wgslMin]),
  derivative: ([a, b], [da, db]) => build.select(build.less(a, b), da, db),
  commutative: true,
  domain: "everywhere, NaN if an argument is NaN; where a = b the derivative is that of b",
};

export const max: OperationRule = {
  arity: 2,
  evaluate: Math.max,
  source: (a, b) => `Math.max(${a}, ${b})`,
  wgsl: exact((a, b) => `ntk_max(${a}, ${b})`, [wgslMax]),
  derivative: ([a, b], [da, db]) => build.select(build.greater(a, b), da, db),
  commutative: true,
  domain: "everywhere, NaN if an argument is NaN; where a = b the derivative is that of b, so relu = max(x, 0) has slope 0 at 0",
};

export const select: OperationRule = {
  arity: 3,
  evaluate: (condition, ifTrue, ifFalse) => (condition ? ifTrue : ifFalse),
  source: (condition, ifTrue, ifFalse) => `${condition} ? ${ifTrue} : ${ifFalse}`,
  wgsl: exact((condition, ifTrue, ifFalse) => `select(${ifFalse}, ${ifTrue}, ${condition} < 0f || ${condition} > 0f)`),
  derivative: ([condition], [, dTrue, dFalse]) => build.select(condition, dTrue, dFalse),
  domain: "everywhere; the condition is false where it is 0 or NaN; its jumps have no derivative",
};
