import { type Backend, epsilon, type Trouble } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { kernelSide } from "./checks.ts";

/** A kernel taken apart: `K = Q diag(λ) Qᵀ`, the strongest mode first. */
export interface Spectrum {
  readonly status: "ok";
  /** λ [n], descending, none below 0. */
  readonly eigenvalues: NDArray;
  /** Q [n, n]: column k belongs to eigenvalue k. */
  readonly eigenvectors: NDArray;
  /** How many eigenvalues were rounding errors and became 0, and up to which size. */
  readonly clamped: { readonly count: number; readonly size: number };
}

/**
 * The eigenvalues and eigenvectors of a kernel [n, n]. Eigenvalues up to `n ε λmax` are rounding errors
 * and become 0, as are those no larger than the largest negative one; a kernel with one below `−√ε λmax` is refused, as a value.
 * Throws ShapeMismatch, InvalidData or InvalidInput for what is no symmetric matrix of numbers.
 */
export async function spectrum(on: Backend, kernel: NDArray): Promise<Spectrum | Trouble> {
  const n = kernelSide("kernel", kernel);
  return on.scope(async () => {
    const result = await on.eigh(on.tensor(kernel));
    if (result.status !== "ok") return result;
    const { data: values } = await on.read(result.values);
    const { data: vectors } = await on.read(result.vectors);
    const [smallest, largest] = [values[0], values[n - 1]];
    const unit = epsilon[result.values.dtype];
    if (smallest < -Math.sqrt(unit) * Math.abs(largest)) {
      return {
        status: "not-positive-definite",
        problem: `the kernel has the eigenvalue ${smallest} (the largest is ${largest}), so it is the covariance of nothing`,
        remedy: "Check that it is a kernel of one set of points against itself, computed in float64.",
      };
    }
    const rounding = Math.max(n * unit * largest, -smallest, 0);
    const flipped = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) flipped[i * n + k] = vectors[i * n + n - 1 - k];
    return {
      status: "ok",
      eigenvalues: ndArray(
        values.toReversed().map((value) => (value > rounding ? value : 0)),
        [n],
      ),
      eigenvectors: ndArray(flipped, [n, n]),
      clamped: { count: values.filter((value) => value <= rounding).length, size: rounding },
    };
  });
}
