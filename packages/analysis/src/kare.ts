import type { Backend, Trouble } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { noRidge, type Regularised, type Ridge, regularise } from "./regularised.ts";

export interface Kare {
  readonly status: "ok";
  /** The estimated test MSE, for each output [O], and its mean over the outputs. */
  readonly errors: NDArray;
  readonly error: number;
  /** δ, what was added to the diagonal. */
  readonly ridge: number;
}

/**
 * The kernel alignment risk estimator: test MSE of kernel regression from the training labels alone,
 *
 *     (1/n) yᵀ(K/n + λ)⁻²y / ((1/n) tr (K/n + λ)⁻¹)²,   λ = δ/n,   which is   n ‖(K + δ)⁻¹y‖² / (tr (K + δ)⁻¹)²
 *
 * for the δ added to the diagonal. It equals generalised cross-validation (Craven & Wahba 1979); noise on the labels counts
 * as error. Source: Jacot et al. 2020, arXiv:2006.09796. Throws ShapeMismatch or InvalidData for arrays that do not fit.
 */
export async function kare(on: Backend, kernel: NDArray, targets: NDArray, ridge: Ridge = noRidge): Promise<Kare | Trouble> {
  return on.scope(async () => {
    const solved = await regularise(on, kernel, targets, ridge);
    return solved.status === "ok" ? kareOf(solved) : solved;
  });
}

/** The same, of a kernel whose inverse is known. */
export function kareOf({ dual, inverseDiagonal, ridge }: Regularised): Kare {
  const [n, outputs] = dual.shape;
  const trace = inverseDiagonal.reduce((sum, value) => sum + value, 0);
  const errors = new Float64Array(outputs);
  dual.data.forEach((value, at) => {
    errors[at % outputs] += n * (value / trace) ** 2;
  });
  return { status: "ok", errors: ndArray(errors, [outputs]), error: errors.reduce((sum, value) => sum + value, 0) / outputs, ridge };
}
