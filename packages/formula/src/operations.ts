import { abs, add, divide, multiply, negate, power, sign, sqrt, subtract } from "./operations/arithmetic.ts";
import { equal, greater, greaterEqual, less, lessEqual, max, min, select } from "./operations/comparison.ts";
import { erf, exp, expm1, log, log1p } from "./operations/exponential.ts";
import { cosh, sinh, tanh } from "./operations/hyperbolic.ts";
import { acos, asin, atan, atan2, cos, sin, tan } from "./operations/trigonometric.ts";

/** Every operation of a formula, by name: the one place that evaluators, derivatives, text and compilers look it up. */
export const operations = {
  add,
  subtract,
  multiply,
  divide,
  negate,
  power,
  sqrt,
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  atan2,
  sinh,
  cosh,
  tanh,
  erf,
  abs,
  sign,
  min,
  max,
  less,
  lessEqual,
  greater,
  greaterEqual,
  equal,
  select,
};

export type OperationName = keyof typeof operations;
