import * as build from "../build.ts";
import type { Expr } from "../expression.ts";
import * as wgsl from "../wgsl/trigonometric.ts";
import { call } from "../wgsl/wgsl-function.ts";
import { chain, linear, minus, type OperationRule } from "./rule.ts";

/** `1 − a²` without cancellation near a = ±1. */
const oneMinusSquare = (a: Expr) => build.multiply(build.subtract(1, a), build.add(1, a));

export const sin: OperationRule = {
  arity: 1,
  evaluate: Math.sin,
  source: (a) => `Math.sin(${a})`,
  wgsl: call(wgsl.sin),
  derivative: ([a], [da]) => chain(da, () => build.cos(a)),
  domain: "finite a",
};

export const cos: OperationRule = {
  arity: 1,
  evaluate: Math.cos,
  source: (a) => `Math.cos(${a})`,
  wgsl: call(wgsl.cos),
  derivative: ([a], [da]) => chain(da, () => build.negate(build.sin(a))),
  domain: "finite a",
};

export const tan: OperationRule = {
  arity: 1,
  evaluate: Math.tan,
  source: (a) => `Math.tan(${a})`,
  wgsl: call(wgsl.tan),
  derivative: ([a], [da]) => chain(da, () => build.add(1, build.power(build.tan(a), 2))),
  domain: "finite a; poles at odd multiples of π/2",
};

export const asin: OperationRule = {
  arity: 1,
  evaluate: Math.asin,
  source: (a) => `Math.asin(${a})`,
  wgsl: call(wgsl.asin),
  derivative: ([a], [da]) => linear(da, (d) => build.divide(d, build.sqrt(oneMinusSquare(a)))),
  domain: "|a| ≤ 1, NaN outside; infinite slope at ±1",
};

export const acos: OperationRule = {
  arity: 1,
  evaluate: Math.acos,
  source: (a) => `Math.acos(${a})`,
  wgsl: call(wgsl.acos),
  derivative: ([a], [da]) => linear(da, (d) => build.negate(build.divide(d, build.sqrt(oneMinusSquare(a))))),
  domain: "|a| ≤ 1, NaN outside; infinite slope at ±1",
};

export const atan: OperationRule = {
  arity: 1,
  evaluate: Math.atan,
  source: (a) => `Math.atan(${a})`,
  wgsl: call(wgsl.atan),
  derivative: ([a], [da]) => linear(da, (d) => build.divide(d, build.add(1, build.power(a, 2)))),
  domain: "everywhere",
};

export const atan2: OperationRule = {
  arity: 2,
  evaluate: Math.atan2,
  source: (y, x) => `Math.atan2(${y}, ${x})`,
  wgsl: call(wgsl.atan2),
  derivative: ([y, x], [dy, dx]) => {
    const numerator = minus(
      chain(dy, () => x),
      chain(dx, () => y),
    );
    return linear(numerator, (d) => build.divide(d, build.add(build.power(x, 2), build.power(y, 2))));
  },
  domain: "everywhere; atan2(y, x) is the angle of the point (x, y); the derivative is NaN at (0, 0)",
};
