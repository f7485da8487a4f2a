import { lookUp, parse } from "@ntkit/core";
import { evaluate, variable } from "@ntkit/formula";
import type { LayerSpec } from "./layer.ts";
import { nonlinearities } from "./nonlinearities/index.ts";
import type { Nonlinearity } from "./nonlinearity.ts";
import { closedFormDual, quadratureDual } from "./nonlinearity-layer.ts";

/** `F = E[φ(u) φ(v)]` and `Ḟ = E[φ'(u) φ'(v)]` as numbers, at the covariances E[u²], E[uv], E[v²]. */
export type DualFunction = (q11: number, q12: number, q22: number) => { readonly nngp: number; readonly derivative: number };

/**
 * The dual of a nonlinearity, in closed form or by quadrature, as a plain function of numbers: what a phase diagram is
 * drawn with. Throws UnknownName or InvalidInput for a spec that is none.
 */
export function dualFunction(spec: LayerSpec, registry: Readonly<Record<string, Nonlinearity>> = nonlinearities): DualFunction {
  const nonlinearity = lookUp(registry, spec.kind, "nonlinearity", "kind");
  const parsed = parse(nonlinearity.schema, spec, spec.kind);
  const [q11, q12, q22] = [variable("q11"), variable("q12"), variable("q22")];
  const closed = closedFormDual(nonlinearity, parsed, { q11, q12, q22 });
  if (closed !== undefined) {
    return (a, b, c) => {
      const at = { q11: a, q12: b, q22: c };
      return { nngp: evaluate(closed.nngp, at), derivative: evaluate(closed.derivative, at) };
    };
  }
  const dual = quadratureDual(nonlinearity, parsed);
  return (a, b, c) => {
    const [nngp, derivative] = [new Float64Array(1), new Float64Array(1)];
    const at = [Float64Array.of(a), Float64Array.of(b), Float64Array.of(c)] as const;
    dual.nngp(...at, nngp, 1);
    dual.derivative(...at, derivative, 1);
    return { nngp: nngp[0], derivative: derivative[0] };
  };
}
