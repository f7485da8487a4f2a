import { readFileSync } from "node:fs";
import { random } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { apart, byQuadrature, integrandsOf } from "../../test/numbers.ts";
import { type Setting, variant } from "../../test/variants.ts";
import { gaussianExpectation } from "./gaussian-expectation.ts";
import { expectationOnLine } from "./line.ts";
import type { Integrands } from "./numeric-dual.ts";
import { expectationsOnPlane } from "./plane.ts";

const elementwise = (formula: string, breakpoints: readonly number[] = []) => variant({ kind: "elementwise", formula, breakpoints });

function integrands(spec: Setting): Integrands {
  const found = integrandsOf(variant(spec));
  if (found === undefined) throw new Error(`${spec.kind} has no function`);
  return found;
}

interface Row {
  readonly spec: Setting;
  readonly q11: number;
  readonly q12: number;
  readonly q22: number;
  readonly nngp: number;
  readonly derivative: number;
}

const rows: readonly Row[] = JSON.parse(readFileSync(new URL("../../test/golden/numeric-duals.json", import.meta.url), "utf8"));

describe("nonlinearities without a closed form: values computed independently in 80 bits", () => {
  const specs = new Map(rows.map(({ spec }) => [JSON.stringify(spec), spec]));
  it.each([...specs])("%s", (name, spec) => {
    const dual = byQuadrature(variant(spec));
    for (const { q11, q12, q22, ...expected } of rows.filter((row) => JSON.stringify(row.spec) === name)) {
      for (const part of ["nngp", "derivative"] as const) {
        expect(apart(dual[part](q11, q12, q22), expected[part], dual[part], q11 || q22, q22), `${part}(${q11}, ${q12}, ${q22})`).toBeLessThan(3e-14);
      }
    }
  });
});

describe("the ways to integrate agree where they meet", () => {
  const tanh = integrands({ kind: "tanh" });
  const functions = { "tanh'": tanh.derivative, "elu'": integrands({ kind: "elu" }).derivative };

  it.each(Object.entries(functions))("%s: Hermite series and iterated integral", (_, f) => {
    const expectation = gaussianExpectation(f);
    for (const [q11, q22, c] of [
      [1, 1.5, 0.93],
      [0.2, 3, -0.92],
      [10, 10, 0.85],
    ]) {
      const [integral] = expectationsOnPlane(f, [q11], [q22], [Math.acos(c)]);
      expect(apart(expectation(q11, c * Math.sqrt(q11 * q22), q22), integral, expectation, q11, q22)).toBeLessThan(1e-14);
    }
  });

  it.each(Object.entries(functions))("%s: tables and iterated integral", (_, f) => {
    const expectation = gaussianExpectation(f);
    const stream = random(3);
    for (const [side, panel] of [
      [1, 0.34],
      [-1, 0.02],
    ]) {
      for (let k = 0; k < 4; k++) {
        // One cell of variances, [64, 256), and one of angles: one table each.
        const [q11, q22] = [64 * 4 ** stream.uniform(), 64 * 4 ** stream.uniform()];
        const angle = panel * (1 - 0.4 * stream.uniform());
        const q12 = side * Math.sqrt(q11 * q22) * Math.cos(angle);
        const [integral] = expectationsOnPlane(f, [q11], [q22], [side > 0 ? angle : Math.PI - angle]);
        expect(apart(expectation(q11, q12, q22), integral, expectation, q11, q22)).toBeLessThan(2e-13);
        expect(expectation(q22, q12, q11)).toBe(expectation(q11, q12, q22));
      }
    }
  });

  it("the limit of a vanishing angle is the line", () => {
    const [q11, q22, angle] = [1.2, 1.7, 1e-6];
    for (const f of Object.values(functions)) {
      for (const sign of [1, -1] as const) {
        const [integral] = expectationsOnPlane(f, [q11], [q22], [sign > 0 ? angle : Math.PI - angle]);
        // Of the order of the angle for elu', whose slope jumps, and of its square for the others.
        expect(Math.abs(integral - expectationOnLine(f, q11, q22, sign))).toBeLessThan(angle);
      }
    }
  });

  it("the plain product rule converges to the same as its nodes grow", () => {
    const errors = [20, 40, 80, 160].map((nodes) => {
      const plain = byQuadrature(variant({ kind: "elementwise", formula: "tanh(x)", nodes }));
      return Math.abs(plain.nngp(1, 0.6, 1.2) - gaussianExpectation(tanh.value)(1, 0.6, 1.2));
    });
    expect(errors[0]).toBeLessThan(1e-4);
    expect(errors[1]).toBeLessThan(1e-6);
    expect(errors[2]).toBeLessThan(1e-9);
    expect(errors[3]).toBeLessThan(1e-13);
  });
});

it("what was asked before changes no bit", () => {
  const { value } = integrands({ kind: "softplus" });
  const covariances = [
    [1, 0.5, 2],
    [0.01, 0.001, 30],
    [1, 0.96, 1],
    [1e-4, 0.5e-3, 1],
  ];
  const forwards = gaussianExpectation(value);
  const backwards = gaussianExpectation(value);
  const first = covariances.map(([q11, q12, q22]) => forwards(q11, q12, q22));
  expect(covariances.toReversed().map(([q11, q12, q22]) => backwards(q11, q12, q22))).toEqual(first.toReversed());
});

describe("what is not smooth", () => {
  it.each([
    ["abs(x - 0.5)", 0.5],
    ["x > 0.5 ? 1 : 0", 0.5],
    ["max(x, 0)", 0],
  ])("%s: an undeclared breakpoint costs time, not digits", (formula, at) => {
    const [declared, undeclared] = [byQuadrature(elementwise(formula, [at])), byQuadrature(elementwise(formula))];
    for (const q12 of [0.3, -0.7, 0.99, 1]) {
      for (const part of ["nngp", "derivative"] as const) {
        const value = declared[part](1, q12, 1);
        expect(Math.abs(undeclared[part](1, q12, 1) - value)).toBeLessThan(1e-12);
      }
    }
  });

  it("narrow peaks and fast waves are seen", () => {
    const peak = byQuadrature(elementwise("exp(-100 * x^2)"));
    for (const q of [1, 1e4]) expect(peak.nngp(q, 0, q)).toBeCloseTo(1 / (1 + 200 * q), 15);
    const wave = byQuadrature(elementwise("sin(50 * x)"));
    expect(wave.nngp(1, 0.999, 1)).toBeCloseTo(Math.exp(-2500 * 0.001) / 2, 13);
  });

  it.each([
    ["log(x)", "is NaN below 0"],
    ["1 / x", "is not square-integrable"],
    ["1 / (x - 0.5)", "is not square-integrable, at another place"],
    ["exp(x^2)", "grows faster than the density falls"],
    ["exp(x^2 / 4.1)", "has one, but some of it lies where the density underflows"],
  ])("%s: no number rather than a wrong one, as it %s", (formula) => {
    const { nngp } = byQuadrature(elementwise(formula));
    expect(nngp(1, 1, 1)).not.toSatisfy(Number.isFinite);
  });

  it("growth is followed as far as the numbers reach", () => {
    const { nngp } = byQuadrature(elementwise("exp(x)"));
    expect(nngp(100, 100, 100) / Math.exp(200)).toBeCloseTo(1, 12);
    expect(nngp(1e4, 1e4, 1e4)).not.toSatisfy(Number.isFinite);
  });
});
