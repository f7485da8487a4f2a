import type { Backend, Trouble } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { noRidge, type Regularised, type Ridge, regularise } from "./regularised.ts";

export interface LeaveOneOut {
  readonly status: "ok";
  /** What is predicted for each point by the kernel regression on all others [n, O]. */
  readonly predictions: NDArray;
  /** `y − predictions` [n, O]. */
  readonly residuals: NDArray;
  /** The mean of the squared residuals over points, for each output [O], and over both. */
  readonly errors: NDArray;
  readonly error: number;
  /** What was added to the diagonal. */
  readonly ridge: number;
}

/**
 * The exact leave-one-out error of kernel regression without n refits: with `α = (K + δ)⁻¹ y`, the residual at point i of
 * the regression on the others is `α_i/[(K + δ)⁻¹]_ii` (Craven & Wahba 1979; Rasmussen & Williams 2006, eq. 5.12). A relative
 * ridge is taken of the whole kernel's diagonal. Throws ShapeMismatch or InvalidData for arrays that do not fit.
 */
export async function leaveOneOut(on: Backend, kernel: NDArray, targets: NDArray, ridge: Ridge = noRidge): Promise<LeaveOneOut | Trouble> {
  return on.scope(async () => {
    const solved = await regularise(on, kernel, targets, ridge);
    return solved.status === "ok" ? leaveOneOutOf(solved) : solved;
  });
}

/** The same, of a kernel whose inverse is known. */
export function leaveOneOutOf({ dual, inverseDiagonal, targets, ridge }: Regularised): LeaveOneOut {
  const [n, outputs] = dual.shape;
  const residuals = dual.data.map((value, at) => value / inverseDiagonal[Math.floor(at / outputs)]);
  const errors = new Float64Array(outputs);
  residuals.forEach((value, at) => {
    errors[at % outputs] += (value * value) / n;
  });
  return {
    status: "ok",
    predictions: ndArray(
      residuals.map((value, at) => targets.data[at] - value),
      [n, outputs],
    ),
    residuals: ndArray(residuals, [n, outputs]),
    errors: ndArray(errors, [outputs]),
    error: errors.reduce((sum, value) => sum + value, 0) / outputs,
    ridge,
  };
}
