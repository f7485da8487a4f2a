import { compile, variable } from "@ntkit/formula";
import { closedFormDual, quadratureDual } from "../src/index.ts";
import type { HostFunction } from "../src/layer.ts";
import { integrands } from "../src/quadrature/numeric-dual.ts";
import type { Variant } from "./variants.ts";

export type Expectation = (q11: number, q12: number, q22: number) => number;

/** F and Ḟ as functions of numbers. */
export interface NumberDual {
  readonly nngp: Expectation;
  readonly derivative: Expectation;
}

/** From the closed form; undefined if there is none. */
export function closedForm({ nonlinearity, spec }: Variant): NumberDual | undefined {
  const names = ["q11", "q12", "q22"] as const;
  const dual = closedFormDual(nonlinearity, spec, { q11: variable("q11"), q12: variable("q12"), q22: variable("q22") });
  if (dual === undefined) return undefined;
  const one = (value: typeof dual.nngp): Expectation => {
    const kernel = compile({ arrays: names, scalars: [], assignments: [{ name: "out", value }], outputs: ["out"] });
    const out = new Float64Array(1);
    return (...q) => {
      kernel(
        1,
        q.map((value) => Float64Array.of(value)),
        [0, 0, 0],
        [],
        [out],
        [0],
      );
      return out[0];
    };
  };
  return { nngp: one(dual.nngp), derivative: one(dual.derivative) };
}

/** By quadrature. */
export function byQuadrature({ nonlinearity, spec }: Variant): NumberDual {
  const { nngp, derivative } = quadratureDual(nonlinearity, spec);
  const one =
    (f: HostFunction): Expectation =>
    (q11, q12, q22) => {
      const out = new Float64Array(1);
      f(Float64Array.of(q11), Float64Array.of(q12), Float64Array.of(q22), out, 1);
      return out[0];
    };
  return { nngp: one(nngp), derivative: one(derivative) };
}

/** How far two values of an expectation are apart, relative to what Cauchy–Schwarz allows them to be. */
export function apart(value: number, other: number, f: Expectation, q11: number, q22: number): number {
  if (value === other) return 0;
  return Math.abs(value - other) / Math.sqrt(Math.abs(f(q11, q11, q11) * f(q22, q22, q22)));
}

/** φ and φ' to integrate; undefined where there is no φ. */
export const integrandsOf = ({ nonlinearity, spec }: Variant) => integrands(nonlinearity, spec);
