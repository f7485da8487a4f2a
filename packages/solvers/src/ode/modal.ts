import type { Tensor } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import type { Drive } from "./flow.ts";
import type { Modal } from "./method.ts";

/**
 * Gradient flow in the eigenbasis `Θ = Q λ Qᵀ`: coordinates `z = Qᵀ a` [n, O] of the dual coefficients, `f = f_0 + Q λ z`, and
 * `z' = −Qᵀ (w ∂L/∂f + r a)`. With c for the Hessian of w L, the linear part decays at the rates `c λ + r`; c is its largest
 * eigenvalue at y, which keeps the method stable, and for a squared loss is all there is.
 */
export function modalFlow(drive: Drive, vectors: Tensor, modes: Float64Array, start: Float64Array, weights: Float64Array): Modal {
  const { on, loss, targets, samples, outputs, ridge } = drive;
  const size = samples * outputs;
  const rotate = async (z: Float64Array, transposeA: boolean): Promise<Float64Array> =>
    (await on.scope(() => on.read(on.matmul(vectors, on.tensor(ndArray(z, [samples, outputs]), vectors.dtype), { transposeA })))).data;
  const stretched = (z: Float64Array) => z.map((value, at) => modes[Math.floor(at / outputs)] * value);
  const outChange = async (change: Float64Array): Promise<Float64Array> => {
    const y = new Float64Array(2 * size);
    y.set(await rotate(change, false));
    y.set(await rotate(stretched(change), false), size);
    return y;
  };

  return {
    into: (y) => rotate(y.subarray(0, size), true),
    outChange,
    async out(z) {
      const y = await outChange(z);
      for (let at = 0; at < size; at++) y[size + at] += start[at];
      return y;
    },
    async slope(z) {
      const f = (await rotate(stretched(z), false)).map((value, at) => value + start[at]);
      const gradient = await on.scope(() => on.read(loss.gradient(on, on.tensor(ndArray(f, [samples, outputs]), vectors.dtype), targets)));
      const weighted = gradient.data.map((g, at) => -weights[Math.floor(at / outputs)] * g);
      return (await rotate(weighted, true)).map((value, at) => value - ridge * z[at]);
    },
    async rates(y) {
      const c = await largestCurvature(drive, y.subarray(size), weights);
      return Float64Array.from({ length: size }, (_, at) => c * modes[Math.floor(at / outputs)] + ridge);
    },
  };
}

/** An upper bound on the largest eigenvalue of the Hessian of any sample: of blocks, the largest sum of sizes in a row (Gershgorin). */
async function largestCurvature({ on, loss, targets, samples, outputs, kernel }: Drive, f: Float64Array, weights: Float64Array): Promise<number> {
  const { hessian } = loss;
  if (hessian === undefined) return (loss.curvature ?? 1) * weights.reduce((most, weight) => Math.max(most, weight), 0);
  const { data } = await on.scope(() => on.read(hessian.at(on, on.tensor(ndArray(f, [samples, outputs]), kernel.dtype), targets)));
  const width = data.length / (samples * outputs);
  let most = 0;
  for (let row = 0; row < samples * outputs; row++) {
    let sum = 0;
    for (let column = 0; column < width; column++) sum += Math.abs(data[row * width + column]);
    most = Math.max(most, weights[Math.floor(row / outputs)] * sum);
  }
  return most;
}
