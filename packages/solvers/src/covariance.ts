import type { Backend, Tensor } from "@ntkit/backend";
import { completeSquare, difference, rowDots } from "./arrays.ts";
import type { Uncertainty } from "./solver.ts";

/** Covariances are square, [m, m]; variances are their diagonals, [m]. */
export type Spread = Exclude<Uncertainty, "none">;

/** `a bᵀ` for [m, n] and [m, n], or only its diagonal. Cost m² n, or m n. */
export const pairs = (on: Backend, spread: Spread, a: Tensor, b: Tensor): Tensor =>
  spread === "variances" ? rowDots(on, a, b) : on.matmul(a, b, { transposeB: true });

/** A prior covariance as it was given, [m, m] or [m], in the form asked for. */
const priorFor = (on: Backend, spread: Spread, prior: Tensor): Tensor => (spread === "variances" && prior.shape.length === 2 ? on.diagonal(prior) : prior);

/** `prior − a bᵀ`. */
export const reducedPrior = (on: Backend, spread: Spread, prior: Tensor, a: Tensor, b: Tensor): Tensor =>
  difference(on, priorFor(on, spread, prior), pairs(on, spread, a, b));

/**
 * The covariance of an ensemble whose members start Gaussian with covariance K and move by `P (y − f_0(X))`, P [m, n]:
 * `K** − P K(X,*) − K(*,X) Pᵀ + P K Pᵀ` (Lee et al. 2019, arXiv:1902.06720, eq. 15), with `cross` = K(*,X) [m, n] and
 * `train` = K [n, n] in the basis of the columns of P. Covariances come as a matrix whose symmetric part they are: the two
 * middle terms mirror each other. Cost m n², and m² n more for covariances.
 */
export function movedPrior(
  on: Backend,
  spread: Spread,
  { prior, moves, cross, train }: { readonly prior: Tensor; readonly moves: Tensor; readonly cross: Tensor; readonly train: Tensor },
): Tensor {
  const moved = pairs(on, spread, on.matmul(moves, train), moves);
  return completeSquare(on, priorFor(on, spread, prior), pairs(on, spread, moves, cross), moved);
}
