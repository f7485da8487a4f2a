import { random } from "@ntkit/core";
import { differentiate, evaluate, variable } from "@ntkit/formula";
import { describe, expect, it } from "vitest";
import { apart, byQuadrature, closedForm, integrandsOf, type NumberDual } from "../../test/numbers.ts";
import { type Variant, variants } from "../../test/variants.ts";
import type { LayerSpec } from "../layer.ts";
import { hermiteSeries } from "../quadrature/hermite-series.ts";
import type { Integrands } from "../quadrature/numeric-dual.ts";
import { expectationsOnPlane } from "../quadrature/plane.ts";

/** Variances from 0.02 to 5: below what the Gaussian with a positive exponent among the variants can have. */
const stream = random(5);
const variances = Array.from({ length: 4 }, () => 0.02 * 250 ** stream.uniform());
const correlations = [-0.9, 0, 0.9, ...Array.from({ length: 3 }, () => 1.8 * stream.uniform() - 0.9)];

/** Covariances of every pair of variances at every correlation. */
const pairs = variances.flatMap((q11) => variances.flatMap((q22) => correlations.map((c) => ({ q11, q22, q12: c * Math.sqrt(q11 * q22) }))));

/** φ jumps, so that φ' is a delta that gradient descent does not see: the derivative of F is not Ḟ. */
const jumps = ({ spec }: Variant) => spec.kind === "sign" || JSON.stringify(spec) === '{"kind":"rectified-monomial","degree":0}';

const named = (list: readonly Variant[]) => list.map((variant) => [variant.name, variant] as const);

interface Closed {
  readonly variant: Variant;
  readonly dual: NumberDual;
}

const closed: readonly Closed[] = variants.flatMap((variant) => {
  const dual = closedForm(variant);
  return dual === undefined ? [] : [{ variant, dual }];
});

/** A closed form, and the functions whose expectations it should be. */
interface Pair extends Closed {
  readonly numeric: NumberDual;
  readonly integrands: Integrands;
}

const withFunction: readonly Pair[] = closed.flatMap(({ variant, dual }) => {
  const integrands = integrandsOf(variant);
  return integrands === undefined ? [] : [{ variant, dual, integrands, numeric: byQuadrature(variant) }];
});

/** Expectations exist for these at any variance. */
const tame = withFunction.filter(({ variant: { spec } }) => spec.kind !== "exp" && !("exponent" in spec && Number(spec.exponent) > 0));

const parts = ["nngp", "derivative"] as const;
const byName = <T extends Closed>(list: readonly T[]) => list.map((entry) => [entry.variant.name, entry] as const);

describe("closed forms are what quadrature gives", () => {
  it.each(byName(withFunction))("%s", (_, { dual, numeric }) => {
    for (const { q11, q12, q22 } of pairs) {
      for (const part of parts) expect(apart(dual[part](q11, q12, q22), numeric[part](q11, q12, q22), numeric[part], q11, q22)).toBeLessThan(1e-13);
    }
  });
});

describe("closed forms are what the iterated integral gives for nearly parallel preactivations", () => {
  it.each(byName(withFunction))("%s", (_, { dual, numeric, integrands }) => {
    const [q11, q22] = [1.3, 2.1];
    for (const angle of [0.3, 0.01, 1e-3, Math.PI - 0.02]) {
      const q12 = Math.sqrt(q11 * q22) * Math.cos(angle);
      for (const [part, integrand] of [
        ["nngp", integrands.value],
        ["derivative", integrands.derivative],
      ] as const) {
        const [integral] = expectationsOnPlane(integrand, [q11], [q22], [angle]);
        expect(apart(dual[part](q11, q12, q22), integral, numeric[part], q11, q22)).toBeLessThan(1e-12);
      }
    }
  });
});

describe("closed forms are E[φ²] on the diagonal", () => {
  it.each(byName(withFunction))("%s", (_, { dual, integrands }) => {
    for (const q of variances) {
      const { norm } = hermiteSeries(integrands.value, q);
      expect(Math.abs(dual.nngp(q, q, q) - norm)).toBeLessThanOrEqual(1e-13 * norm);
    }
  });
});

describe("closed forms hold for tiny and huge variances", () => {
  it.each(byName(tame))("%s", (_, { dual, numeric }) => {
    for (const [q11, q22] of [
      [1e-8, 1e-8],
      [1e-8, 3e-5],
      [1e-8, 1e4],
      [1e4, 1e4],
      [1e4, 2e3],
    ]) {
      for (const c of [-1, -0.8, 0, 0.3, 0.92, 1]) {
        const q12 = c * Math.sqrt(q11 * q22);
        for (const part of parts) expect(apart(dual[part](q11, q12, q22), numeric[part](q11, q12, q22), numeric[part], q11, q22)).toBeLessThan(1e-12);
      }
    }
  });
});

describe("Price's theorem: the derivative of the formula F by q12 is the formula Ḟ", () => {
  const [q11, q12, q22] = ["q11", "q12", "q22"].map(variable);
  it.each(byName(closed.filter(({ variant }) => !jumps(variant))))("%s", (_, { variant, dual }) => {
    const formula = variant.nonlinearity.dual?.(variant.spec, { q11, q12, q22 });
    if (formula === undefined) throw new Error("it has a closed form");
    const slope = differentiate(formula.nngp, "q12");
    for (const pair of pairs) {
      // At q12 = 0 the formulas in |q12| have no symbolic derivative.
      if (pair.q12 === 0) continue;
      expect(apart(evaluate(slope, { ...pair }), dual.derivative(pair.q11, pair.q12, pair.q22), dual.derivative, pair.q11, pair.q22)).toBeLessThan(1e-12);
    }
  });

  it.each(byName(closed.filter(({ variant }) => jumps(variant))))("%s: no gradient sees its jump, so Ḟ = 0", (_, { dual }) => {
    for (const { q11, q12, q22 } of pairs) expect(dual.derivative(q11, q12, q22)).toBe(0);
  });
});

const duals = new Map(variants.map((variant) => [variant, closedForm(variant) ?? byQuadrature(variant)]));
const dualOf = (variant: Variant): NumberDual => duals.get(variant) ?? byQuadrature(variant);

describe("differences of F by q12 are Ḟ (Price)", () => {
  it.each(named(variants.filter((variant) => !jumps(variant))))("%s", (_, variant) => {
    const { nngp, derivative } = dualOf(variant);
    for (const { q11, q12, q22 } of pairs) {
      const step = 1e-4 * Math.sqrt(q11 * q22);
      const at = (k: number) => nngp(q11, q12 + k * step, q22);
      const slope = (8 * (at(1) - at(-1)) - at(2) + at(-2)) / (12 * step);
      const size = Math.sqrt(derivative(q11, q11, q11) * derivative(q22, q22, q22));
      const noise = (1e-15 / step) * Math.sqrt(nngp(q11, q11, q11) * nngp(q22, q22, q22));
      expect(Math.abs(slope - derivative(q11, q12, q22))).toBeLessThanOrEqual(1e-7 * size + 10 * noise);
    }
  });
});

describe("Cauchy and Schwarz: F(q11, q12, q22)² ≤ F(q11, q11, q11) F(q22, q22, q22)", () => {
  it.each(named(variants))("%s", (_, variant) => {
    const dual = dualOf(variant);
    for (const { q11, q12, q22 } of pairs) {
      for (const part of parts) {
        const f = dual[part];
        expect(f(q11, q12, q22) ** 2).toBeLessThanOrEqual(f(q11, q11, q11) * f(q22, q22, q22) * (1 + 1e-13));
      }
    }
  });
});

describe("exchanging the samples changes no bit", () => {
  it.each(named(variants))("%s", (_, variant) => {
    const dual = dualOf(variant);
    for (const { q11, q12, q22 } of pairs) {
      for (const part of parts) expect(dual[part](q22, q12, q11)).toBe(dual[part](q11, q12, q22));
    }
  });
});

describe("finite for zero rows, and where rounding makes |q12| a little larger than √(q11 q22)", () => {
  it.each(named(variants))("%s", (_, variant) => {
    const dual = dualOf(variant);
    for (const part of parts) {
      for (const q of [0, 1]) expect(dual[part](0, 0, q)).toSatisfy(Number.isFinite);
      for (const q12 of [1.7 * (1 + 2 ** -52), -1.7 * (1 + 2 ** -52)]) {
        expect(Math.abs(dual[part](1.7, q12, 1.7))).toBeLessThanOrEqual(dual[part](1.7, 1.7, 1.7) * (1 + 1e-7));
      }
    }
  });
});

/** By name, the k with φ(a x) = aᵏ φ(x) for a > 0. */
const degrees: Readonly<Record<string, (spec: LayerSpec) => number>> = {
  relu: () => 1,
  "leaky-relu": () => 1,
  abrelu: () => 1,
  abs: () => 1,
  sign: () => 0,
  "exp-normalized": () => 1,
  "rectified-monomial": degreeOf,
  monomial: degreeOf,
};

function degreeOf(spec: LayerSpec): number {
  return "degree" in spec ? Number(spec.degree) : Number.NaN;
}

describe("homogeneous of degree k: F = (q11 q22)^(k/2) f(c)", () => {
  it.each(named(variants.filter(({ spec }) => spec.kind in degrees)))("%s", (_, variant) => {
    const k = degrees[variant.spec.kind](variant.spec);
    const { nngp } = dualOf(variant);
    for (const { q11, q12, q22 } of pairs) {
      for (const [s, t] of [
        [3, 0.2],
        [1e3, 1e-3],
      ]) {
        expect(apart(nngp(s * s * q11, s * t * q12, t * t * q22) / (s * t) ** k, nngp(q11, q12, q22), nngp, q11, q22)).toBeLessThan(1e-13);
      }
    }
  });
});

const found = (spec: object): NumberDual => {
  const entry = closed.find(({ variant }) => JSON.stringify(variant.spec) === JSON.stringify(spec));
  if (entry === undefined) throw new Error(`no closed form of ${JSON.stringify(spec)} among the variants`);
  return entry.dual;
};

describe("on identical preactivations the angle is exactly 0", () => {
  const some = [1e-8, 0.1, 1 / 3, 1, 1.7, 123.456, 1e4, ...variances];

  it.each([
    ["relu", (q: number) => q / 2, 0.5],
    ["abs", (q: number) => q, 1],
    ["sign", () => 1, 0],
  ])("%s", (kind, diagonal, slope) => {
    const { nngp, derivative } = found({ kind });
    for (const q of some) expect([nngp(q, q, q), derivative(q, q, q)]).toEqual([diagonal(q), slope]);
  });

  it("rbf", () => {
    for (const q of some) expect(found({ kind: "rbf", gamma: 0.7 }).nngp(q, q, q)).toBe(1);
  });
});

describe("duals that belong to no function of x alone", () => {
  it("exp-normalized is √(q11 q22) e^(γ(c + shift))", () => {
    const { nngp, derivative } = found({ kind: "exp-normalized", gamma: 1.5, shift: -0.5 });
    expect(nngp(4, 3, 9)).toBeCloseTo(6, 14);
    expect(nngp(4, -3, 9)).toBeCloseTo(6 * Math.exp(-1.5), 14);
    expect(derivative(4, -3, 9)).toBeCloseTo(1.5 * Math.exp(-1.5), 14);
  });

  it("hermite at the preactivation's own variance is q12ⁿ", () => {
    const { nngp, derivative } = found({ kind: "hermite", degree: 7, scale: "variance" });
    expect(nngp(4, -1.5, 9)).toBeCloseTo((-1.5) ** 7, 12);
    expect(derivative(4, -1.5, 9)).toBeCloseTo(7 * 1.5 ** 6, 12);
  });
});

it("a Gaussian that grows says where its expectation is infinite", () => {
  const { nngp } = found({ kind: "gaussian", amplitude: 1, exponent: 0.04 });
  expect(nngp(6, 0, 6)).toBeCloseTo(1 / (1 - 0.08 * 6), 14);
  // Both factors of the determinant are negative here, and their product is not.
  for (const q of [12.5, 13, 40]) expect(nngp(q, 0, q)).toBe(Number.POSITIVE_INFINITY);
});
