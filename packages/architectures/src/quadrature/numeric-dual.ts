import { compile, differentiate, type Expr, variable } from "@ntkit/formula";
import type { HostDual, HostFunction, LayerSpec } from "../layer.ts";
import type { Nonlinearity } from "../nonlinearity.ts";
import { gaussianExpectation } from "./gaussian-expectation.ts";
import type { ArrayFunction, Integrand } from "./integrand.ts";

/** φ and φ' to integrate. */
export interface Integrands {
  readonly value: Integrand;
  readonly derivative: Integrand;
}

/** φ and φ' of a nonlinearity as array functions; undefined if it has no φ. */
export function integrands<S extends LayerSpec>(nonlinearity: Nonlinearity<S>, spec: S): Integrands | undefined {
  const x = variable("x");
  const value = nonlinearity.apply?.(spec, x);
  if (value === undefined) return undefined;
  const derivative = nonlinearity.derivative?.(spec, x) ?? differentiate(value, "x");
  const breakpoints = nonlinearity.breakpoints?.(spec) ?? [];
  const guide = arrayFunction(value);
  return { value: { apply: guide, breakpoints }, derivative: { apply: arrayFunction(derivative), breakpoints, guide } };
}

function arrayFunction(value: Expr): ArrayFunction {
  const kernel = compile({ arrays: ["x"], scalars: [], assignments: [{ name: "y", value }], outputs: ["y"] });
  return (input, output, count) => kernel(count, [input], [0], [], [output], [0]);
}

/** The dual of a nonlinearity with no closed form, as accurate as float64 allows. */
export function adaptiveDual({ value, derivative }: Integrands): HostDual {
  return { nngp: eachEntry(gaussianExpectation(value)), derivative: eachEntry(gaussianExpectation(derivative)) };
}

/** A function of three numbers over arrays. */
export const eachEntry =
  (f: (q11: number, q12: number, q22: number) => number): HostFunction =>
  (q11, q12, q22, out, count) => {
    for (let e = 0; e < count; e++) out[e] = f(q11[e], q12[e], q22[e]);
  };
