import type { Tensor } from "@ntkit/backend";
import { sizeOf } from "@ntkit/core";
import type { LayerSpec } from "../layer.ts";
import type { LayerSensitivity } from "./backward.ts";
import type { FiniteContext, FiniteLayer, Sensitivity, Tensors } from "./finite-layer.ts";

/**
 * A layer's terms of the empirical NTK, by full name of the parameter: [k·n, k'·n'], by the layer's own `gram` or, where it
 * has none, through the gradient of each sample. `right` is the same layer of the same network at other inputs, or null for
 * `left` with itself.
 */
export function gramOf(left: LayerSensitivity, right: LayerSensitivity | null): Tensors {
  const { rule, spec, place, context } = left;
  const own = rule.gram?.(spec, left, right, context) ?? gramByGradients(rule, spec, left, right, context);
  return Object.fromEntries(Object.entries(own).map(([name, tensor]) => [`${place}.${name}`, tensor]));
}

function gramByGradients(rule: FiniteLayer, spec: LayerSpec, left: Sensitivity, right: Sensitivity | null, context: FiniteContext): Tensors {
  const { on } = context;
  const rows = gradientRows(rule, spec, left, context);
  const columns = right && gradientRows(rule, spec, right, context);
  return Object.fromEntries(Object.keys(rows).map((name) => [name, on.gram(rows[name], columns?.[name] ?? null, 1)]));
}

/** The gradient of each function at each sample as one row: [k·n, size] by name of the parameter. */
function gradientRows(rule: FiniteLayer, spec: LayerSpec, { x, dy }: Sensitivity, context: FiniteContext): Tensors {
  const { on } = context;
  const [samples = 0] = x.shape;
  const rows: Record<string, Tensor[]> = {};
  for (let row = 0; row < (dy.shape[0] ?? 0); row++) {
    const sample = row % samples;
    const one = { x: on.slice(x, sample, sample + 1), dy: on.slice(dy, row, row + 1) };
    for (const [name, gradient] of Object.entries(rule.grad?.(spec, one, context) ?? {})) {
      rows[name] = [...(rows[name] ?? []), on.reshape(gradient, [1, sizeOf(gradient.shape)])];
    }
  }
  return Object.fromEntries(Object.entries(rows).map(([name, all]) => [name, on.concat(all)]));
}
