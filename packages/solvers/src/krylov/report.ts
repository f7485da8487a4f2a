import { epsilon } from "@ntkit/backend";
import type { Reason, Report, Warning } from "../solver.ts";
import { errorBound } from "./space.ts";
import type { KrylovState } from "./state.ts";

const method = { name: "lanczos", reason: "a squared loss needs the kernel along the directions of its targets only" };

/**
 * How far a prediction at τ = ηt/Z can be off: on the training points by the bound of `errorBound`, c(τ); on others by at most
 * `√Θ(x,x) c(τ) min(√(2τ/e), 1/√μmin)`, as `|Θ(x,X) v| ≤ √Θ(x,x) |Θ^½ v|`; and by rounding, as for `eigen`, over sums of n terms.
 */
export function krylovReport(
  { spaces, edges, tolerance, products, sizes, largestVariance, conventions }: KrylovState,
  time: number,
  tau: number,
): { readonly report: Report; readonly warnings: readonly Warning[] } {
  const bounds = spaces.map(({ basis }) => errorBound(basis, edges.rankTolerance, tau));
  const bound = Math.max(...bounds);
  const size = Math.max(...spaces.map(({ basis }) => basis.norm));
  const modes = spaces.flatMap((space) => [...space.modes]);
  const smallest = modes.reduce((least, mode) => (mode > 0 ? Math.min(least, mode) : least), Infinity);
  const reach = sizes.test === 0 ? 0 : Math.sqrt(largestVariance) * Math.min(Math.sqrt((2 * tau) / Math.E), 1 / Math.sqrt(smallest));
  const rounding = epsilon[conventions.dtype] * (sizes.train + (tau === 0 ? 0 : Math.min(edges.largest * tau, edges.largest / smallest))) * size;
  const converged = bounds.every((value, output) => value <= tolerance * spaces[output].basis.norm);
  const dimension = Math.max(...spaces.map(({ basis }) => basis.diagonal.length));
  const trouble: Reason = {
    problem: `${dimension} Krylov vectors leave an error of up to ${bound.toPrecision(2)} on the training points, more than the tolerance`,
    remedy: 'Raise maxDimension; add a ridge; or take the solver "eigen".',
  };
  return {
    report: {
      status: converged ? "ok" : "no-convergence",
      ...(converged ? {} : { trouble }),
      reached: time,
      method,
      steps: dimension,
      rejected: 0,
      evaluations: products,
      errorEstimate: bound * Math.max(1, reach) + rounding,
      conditionNumber: modes.includes(0) ? Infinity : edges.largest / Math.min(smallest, edges.smallest),
    },
    warnings: converged ? [] : [{ kind: "not-converged", ...trouble }],
  };
}
