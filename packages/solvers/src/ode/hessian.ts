import { epsilon } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import type { Drive } from "./flow.ts";
import { combination, largest } from "./vectors.ts";

/**
 * `v ↦ w ∂²L/∂f² v` at f [n·O], for changes v [n·O] of the function: from the Hessian of the loss, which is read once, or, of a loss that
 * tells none, from differences of its gradient. No product with the kernel.
 */
export async function hessianProduct(drive: Drive, f: Float64Array): Promise<(v: Float64Array) => Promise<Float64Array>> {
  const { on, loss, targets, weights, samples, outputs, kernel } = drive;
  const tensor = (values: Float64Array) => on.tensor(ndArray(values, [samples, outputs]), kernel.dtype);
  const { data: w } = await on.read(weights);
  const { hessian } = loss;
  if (hessian === undefined) {
    const gradient = async (at: Float64Array) => (await on.scope(() => on.read(loss.gradient(on, tensor(at), targets)))).data;
    const here = await gradient(f);
    return async (v) => {
      const size = largest(v, [0, v.length]);
      if (!(size > 0)) return new Float64Array(v.length);
      const step = (Math.sqrt(epsilon[kernel.dtype]) * Math.max(1, largest(f, [0, f.length]))) / size;
      const there = await gradient(combination(f, [step], [v]));
      return there.map((value, at) => (w[Math.floor(at / outputs)] * (value - here[at])) / step);
    };
  }
  const { data: blocks } = await on.scope(() => on.read(hessian.at(on, tensor(f), targets)));
  if (hessian.form === "diagonal") return async (v) => v.map((value, at) => w[Math.floor(at / outputs)] * blocks[at] * value);
  return async (v) => {
    const product = new Float64Array(v.length);
    for (let sample = 0; sample < samples; sample++) {
      const first = sample * outputs;
      for (let i = first; i < first + outputs; i++) {
        let sum = 0;
        for (let j = 0; j < outputs; j++) sum += blocks[i * outputs + j] * v[first + j];
        product[i] = w[sample] * sum;
      }
    }
    return product;
  };
}
