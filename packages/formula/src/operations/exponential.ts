import * as build from "../build.ts";
import { erf as erfNumber } from "../erf.ts";
import { erf as wgslErf } from "../wgsl/erf.ts";
import * as wgsl from "../wgsl/exponential.ts";
import { call } from "../wgsl/wgsl-function.ts";
import { chain, linear, type OperationRule } from "./rule.ts";

export const exp: OperationRule = {
  arity: 1,
  evaluate: Math.exp,
  source: (a) => `Math.exp(${a})`,
  wgsl: call(wgsl.exp),
  derivative: ([a], [da]) => chain(da, () => build.exp(a)),
  domain: "everywhere; ∞ above 709.78",
};

export const expm1: OperationRule = {
  arity: 1,
  evaluate: Math.expm1,
  source: (a) => `Math.expm1(${a})`,
  wgsl: call(wgsl.expm1),
  derivative: ([a], [da]) => chain(da, () => build.exp(a)),
  domain: "everywhere; eᵃ − 1 without cancellation near 0; ∞ above 709.78",
};

export const log: OperationRule = {
  arity: 1,
  evaluate: Math.log,
  source: (a) => `Math.log(${a})`,
  wgsl: call(wgsl.log),
  derivative: ([a], [da]) => linear(da, (d) => build.divide(d, a)),
  domain: "a > 0; −∞ at 0, NaN below",
};

export const log1p: OperationRule = {
  arity: 1,
  evaluate: Math.log1p,
  source: (a) => `Math.log1p(${a})`,
  wgsl: call(wgsl.log1p),
  derivative: ([a], [da]) => linear(da, (d) => build.divide(d, build.add(1, a))),
  domain: "a > −1; log(1 + a) without cancellation near 0; −∞ at −1, NaN below",
};

export const erf: OperationRule = {
  arity: 1,
  evaluate: erfNumber,
  wgsl: call(wgslErf),
  derivative: ([a], [da]) => chain(da, () => build.multiply(2 / Math.sqrt(Math.PI), build.exp(build.negate(build.power(a, 2))))),
  domain: "everywhere",
};
