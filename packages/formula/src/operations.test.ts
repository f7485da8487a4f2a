import { describe, expect, it } from "vitest";
import * as api from "./index.ts";
import { differentiate, type Expr, evaluate, type OperationName, type OperationRule, operation, operations, variable } from "./index.ts";

const table = Object.entries(operations) as readonly [OperationName, OperationRule][];
const names = ["a", "b", "c"];
const special = [0, -0, 1, -1, 2, -2, 3, 0.5, -0.3, 1e-9, 1e300, -1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];

/** Every combination of the special values, `arity` at a time. */
const combinations = (arity: number): number[][] => (arity === 0 ? [[]] : combinations(arity - 1).flatMap((rest) => special.map((value) => [...rest, value])));

/**
 * f'(x) from 8 neighbours, error h⁸f⁽⁹⁾/630 + rounding/h: B. Fornberg, "Generation of finite difference formulas on
 * arbitrarily spaced grids", Math. Comp. 51 (1988), table 1.
 */
function slope(f: (x: number) => number, x: number, h: number): number {
  const weights = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
  return weights.reduce((sum, weight, k) => sum + (weight * (f(x + (k + 1) * h) - f(x - (k + 1) * h))) / h, 0);
}

/** Points spread evenly over a box by Kronecker's sequence: no two coordinates meet, none is at a kink. */
const points = (count: number, low: number, high: number): number[][] =>
  Array.from({ length: count }, (_, i) => [Math.SQRT2, Math.sqrt(3), Math.sqrt(5)].map((root) => low + (high - low) * (((i + 1) * root) % 1)));

describe.each(table)("%s", (op, rule) => {
  const expression = operation(op, names.slice(0, rule.arity).map(variable));

  it("has a builder of its name", () => {
    const build = (api as Readonly<Record<string, unknown>>)[op] as (...args: readonly Expr[]) => Expr;
    expect(build(...names.slice(0, rule.arity).map(variable))).toEqual(expression);
  });

  it("has source, rewrites and symmetry that give the bits of its value", () => {
    const parameters = names.slice(0, rule.arity);
    const fromSource = rule.source && (new Function(...parameters, `return ${rule.source(...parameters)};`) as (...values: number[]) => number);
    for (const values of combinations(rule.arity)) {
      const value = rule.evaluate(...values);
      if (fromSource) expect(fromSource(...values), `source at ${values}`).toBe(value);
      if (rule.commutative) expect(rule.evaluate(...[...values].reverse()), `swapped at ${values}`).toBe(value);
      if (!values.every(Number.isFinite)) continue;
      const rewritten = rule.rewrite?.([variable("a"), ...values.slice(1).map(api.constant)]);
      if (rewritten) expect(evaluate(rewritten, { a: values[0] }), `rewritten at ${values}`).toBe(value);
    }
  });

  it("has the derivatives that its values have", () => {
    const derivatives = names.slice(0, rule.arity).map((name) => differentiate(expression, name));
    let checked = 0;
    for (const [low, high] of [
      [0.1, 0.9],
      [-0.9, 0.9],
      [-3, 3],
      [1.1, 4],
    ]) {
      for (const point of points(12, low, high)) {
        const values = point.slice(0, rule.arity);
        derivatives.forEach((derivative, k) => {
          const expected = slope((x) => rule.evaluate(...values.with(k, x)), values[k], 2e-3);
          const finer = slope((x) => rule.evaluate(...values.with(k, x)), values[k], 5e-4);
          const scale = 1 + Math.abs(expected);
          if (!(Math.abs(expected - finer) < 1e-10 * scale)) return; // outside the domain, or too near a jump or a pole
          const found = evaluate(derivative, { a: values[0], b: values[1], c: values[2] });
          expect(Math.abs(found - expected), `by ${names[k]} at ${values}: ${found} for ${expected}`).toBeLessThan(1e-9 * scale);
          checked++;
        });
      }
    }
    expect(checked).toBeGreaterThan(15 * rule.arity);
  });

  it("says where it is defined", () => {
    expect(rule.domain).not.toBe("");
  });
});

describe("power", () => {
  it("is multiplied out in one order for exponents 1 to 8, and is Math.pow for others", () => {
    const { evaluate: power } = operations.power;
    const x = 1.1;
    expect(power(x, 2)).toBe(x * x);
    expect(power(x, 3)).toBe(x * x * x);
    expect(power(x, 7)).toBe(x * x * x * (x * x * x) * x);
    for (const exponent of [-2, -1, 0, 0.5, 1.5, 9, 20]) expect(power(x, exponent)).toBe(x ** exponent);
    for (let exponent = 1; exponent <= 8; exponent++) expect(power(x, exponent) / x ** exponent).toBeCloseTo(1, 14);
  });
});

describe("select", () => {
  it("takes 0 and NaN for false", () => {
    expect([0, -0, Number.NaN, 1, -2, 0.1].map((condition) => operations.select.evaluate(condition, 1, 2))).toEqual([2, 2, 2, 1, 1, 1]);
  });
});
