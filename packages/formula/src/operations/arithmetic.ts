import * as build from "../build.ts";
import type { Expr } from "../expression.ts";
import { isSmallPower, powerNumber, smallPower } from "../power.ts";
import { sign as wgslSign, sqrt as wgslSqrt } from "../wgsl/basic.ts";
import { power as wgslPower } from "../wgsl/exponential.ts";
import { call, exact, rounding } from "../wgsl/wgsl-function.ts";
import { chain, linear, minus, type OperationRule, plus, zero } from "./rule.ts";

export const add: OperationRule = {
  arity: 2,
  evaluate: (a, b) => a + b,
  source: (a, b) => `${a} + ${b}`,
  wgsl: rounding((a, b) => `${a} + ${b}`),
  derivative: (_, [da, db]) => plus(da, db),
  commutative: true,
  domain: "everywhere",
};

export const subtract: OperationRule = {
  arity: 2,
  evaluate: (a, b) => a - b,
  source: (a, b) => `${a} - ${b}`,
  wgsl: rounding((a, b) => `${a} - ${b}`),
  derivative: (_, [da, db]) => minus(da, db),
  domain: "everywhere",
};

export const multiply: OperationRule = {
  arity: 2,
  evaluate: (a, b) => a * b,
  source: (a, b) => `${a} * ${b}`,
  wgsl: rounding((a, b) => `${a} * ${b}`),
  derivative: ([a, b], [da, db]) =>
    plus(
      chain(da, () => b),
      chain(db, () => a),
    ),
  commutative: true,
  domain: "everywhere; 0 · ∞ is NaN",
};

export const divide: OperationRule = {
  arity: 2,
  evaluate: (a, b) => a / b,
  source: (a, b) => `${a} / ${b}`,
  wgsl: rounding((a, b) => `${a} / ${b}`),
  derivative: ([a, b], [da, db]) =>
    minus(
      linear(da, (d) => build.divide(d, b)),
      linear(db, (d) => build.divide(build.multiply(a, d), build.multiply(b, b))),
    ),
  domain: "b ≠ 0; x / 0 is ±∞, 0 / 0 is NaN",
};

export const negate: OperationRule = {
  arity: 1,
  evaluate: (a) => -a,
  source: (a) => `-${a}`,
  wgsl: exact((a) => `-${a}`),
  derivative: (_, [da]) => linear(da, build.negate),
  domain: "everywhere",
};

export const power: OperationRule = {
  arity: 2,
  evaluate: powerNumber,
  wgsl: call(wgslPower),
  derivative: ([a, b], [da, db]) => {
    const slope = () => {
      if (b.op === "constant") return b.value === 0 ? zero : build.multiply(b, build.power(a, b.value - 1));
      return build.select(build.equal(b, 0), 0, build.multiply(b, build.power(a, build.subtract(b, 1))));
    };
    return plus(
      chain(da, slope),
      chain(db, () => build.select(build.equal(a, 0), 0, build.multiply(build.power(a, b), build.log(a)))),
    );
  },
  rewrite: ([a, b]) => (b.op === "constant" && isSmallPower(b.value) ? smallPower(a, b.value, build.multiply) : undefined),
  domain: "a > 0, or a ≤ 0 with an integer b; a⁰ is 1 for every a; the derivative by b is taken as 0 at a = 0",
};

export const sqrt: OperationRule = {
  arity: 1,
  evaluate: Math.sqrt,
  source: (a) => `Math.sqrt(${a})`,
  wgsl: call(wgslSqrt),
  derivative: ([a], [da]) => {
    const slope = (d: Expr) => build.divide(d, build.multiply(2, build.sqrt(a)));
    // A formula in place of d may come out as 0 just where the slope is infinite: there a stands still, and so does its root.
    return linear(da, (d) => (d.op === "constant" ? slope(d) : build.select(build.equal(d, 0), 0, slope(d))));
  },
  domain: "a ≥ 0, NaN below; infinite slope at 0, but the derivative is 0 where that of a is 0",
};

export const abs: OperationRule = {
  arity: 1,
  evaluate: Math.abs,
  source: (a) => `Math.abs(${a})`,
  wgsl: exact((a) => `abs(${a})`),
  derivative: ([a], [da]) => chain(da, () => build.sign(a)),
  domain: "everywhere; the derivative at 0 is taken as 0",
};

export const sign: OperationRule = {
  arity: 1,
  evaluate: Math.sign,
  source: (a) => `Math.sign(${a})`,
  wgsl: exact((a) => `ntk_sign(${a})`, [wgslSign]),
  derivative: () => zero,
  domain: "everywhere; sign(0) is 0; the derivative is taken as 0 everywhere",
};
