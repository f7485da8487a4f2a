import type { Backend, Tensor } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { scaleColumns, vector } from "../arrays.ts";
import { pairs, type Spread } from "../covariance.ts";
import type { Moments } from "../solver.ts";
import type { SgdState } from "./state.ts";

/** What the batches add to the spread: `Θ(x,X) Q N Qᵀ Θ(X,x)` on the points of a set. */
export async function batchSpread(
  on: Backend,
  { batch, modes, spec, held }: SgdState,
  set: "train" | "test",
  covariance: Tensor,
  spread: Spread,
): Promise<NDArray> {
  const values = spec.trainOutputs === "labels" ? modes : batch.kernel;
  const rows = set === "train" ? scaleColumns(on, held.vectors, vector(on, values)) : (held.weights as Tensor);
  return on.read(pairs(on, spread, on.matmul(rows, covariance), rows));
}

/** Moments with more spread [points] or [points, points], whose variances are not below 0. */
export function withSpread({ mean, variance, covariance }: Moments, more: NDArray): Moments {
  const [points = 0] = more.shape;
  const full = more.shape.length === 2;
  const at = (i: number, j: number) => (full ? more.data[i * points + j] : more.data[i]);
  const variances = Float64Array.from({ length: points }, (_, i) => (variance?.data[i] ?? 0) + Math.max(0, at(i, i)));
  if (!full) return { mean, variance: ndArray(variances, [points]) };
  const entries = Float64Array.from({ length: points * points }, (_, place) => {
    const [i, j] = [Math.floor(place / points), place % points];
    return (covariance?.data[place] ?? 0) + 0.5 * (at(i, j) + at(j, i));
  });
  return { mean, variance: ndArray(variances, [points]), covariance: ndArray(entries, [points, points]) };
}
