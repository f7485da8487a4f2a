import * as build from "../build.ts";
import * as wgsl from "../wgsl/hyperbolic.ts";
import { call } from "../wgsl/wgsl-function.ts";
import { chain, type OperationRule } from "./rule.ts";

export const sinh: OperationRule = {
  arity: 1,
  evaluate: Math.sinh,
  source: (a) => `Math.sinh(${a})`,
  wgsl: call(wgsl.sinh),
  derivative: ([a], [da]) => chain(da, () => build.cosh(a)),
  domain: "everywhere; ±∞ beyond 710.47",
};

export const cosh: OperationRule = {
  arity: 1,
  evaluate: Math.cosh,
  source: (a) => `Math.cosh(${a})`,
  wgsl: call(wgsl.cosh),
  derivative: ([a], [da]) => chain(da, () => build.sinh(a)),
  domain: "everywhere; ∞ beyond 710.47",
};

export const tanh: OperationRule = {
  arity: 1,
  evaluate: Math.tanh,
  source: (a) => `Math.tanh(${a})`,
  wgsl: call(wgsl.tanh),
  derivative: ([a], [da]) => chain(da, () => build.multiply(build.subtract(1, build.tanh(a)), build.add(1, build.tanh(a)))),
  domain: "everywhere",
};
