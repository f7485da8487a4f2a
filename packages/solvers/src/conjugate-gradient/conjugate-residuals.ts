import { addScaled, dot, norm, type SymmetricProduct } from "../krylov/product.ts";
import type { Tridiagonal } from "../krylov/tridiagonal.ts";

/** What became of one right-hand side b of `A x = b`. */
export interface ColumnSolution {
  readonly x: Float64Array;
  /** `converged`: the residual is small enough, or no larger than rounding makes it at x. `least-squares`: what is left of it is where A sees nothing. `stopped`: neither. */
  readonly status: "converged" | "least-squares" | "stopped";
  /** `|b|`, `|b − A x|` as it is (not as the recursion has it), and `|A (b − A x)|`. */
  readonly size: number;
  readonly residual: number;
  readonly unseen: number;
  readonly iterations: number;
  /** Its eigenvalues are between those of A: see `edges`. */
  readonly ritz: Tridiagonal;
  /** The least `rᵀ A r/rᵀ r` met: no less than the smallest eigenvalue. */
  readonly lowest: number;
}

interface Column {
  readonly b: Float64Array;
  readonly size: number;
  readonly x: Float64Array;
  /** The x of the smallest residual that was checked. */
  readonly best: Float64Array;
  r: Float64Array;
  p: Float64Array;
  /** A p. */
  image: Float64Array;
  /** rᵀ A r. */
  energy: number;
  unseen: number;
  seesNothing: boolean;
  residual: number;
  iterations: number;
  restarts: number;
  lastAlpha: number;
  lowest: number;
  readonly diagonal: number[];
  readonly offDiagonal: number[];
  status: "moving" | "checking" | ColumnSolution["status"];
}

export interface IterationLimits {
  /** On |b − A x|/|b|. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Eigenvalues up to this count as zero. */
  readonly rankTolerance: number;
  /** The largest eigenvalue, about, and the relative error of one operation: what rounding does to a product. */
  readonly largest: number;
  readonly epsilon: number;
}

/** How often an iteration may start again from the residual that it really has: rounding makes the one it carries drift. */
const maxRestarts = 4;

/**
 * Solves `A x = b` for several b at once by conjugate residuals: the conjugate-gradient recursion in the inner product of A, which
 * makes |b − A x| as small as the Krylov space allows, and so never larger. Unlike in plain conjugate gradients an early
 * stop is therefore the best so far, and a singular A with b outside its range ends at the least-squares solution. A step is one
 * product with A for all columns that still move. Directions are not made orthogonal again, so a condition number of 1e8 may
 * take many times n steps: there, Lanczos' recursion with its memory is better.
 * Source: Stiefel 1955; Saad, Iterative Methods for Sparse Linear Systems, algorithm 6.20.
 */
export async function conjugateResiduals(product: SymmetricProduct, columns: readonly Float64Array[], limits: IterationLimits): Promise<ColumnSolution[]> {
  const all = columns.map(startColumn);
  for (;;) {
    const moving = all.filter(({ status }) => status === "moving");
    const checking = all.filter(({ status }) => status === "checking");
    if (moving.length + checking.length === 0) break;
    const images = await product.apply([...moving.map(({ r }) => r), ...checking.map(({ x }) => x)]);
    moving.forEach((column, index) => step(column, images[index], limits));
    checking.forEach((column, index) => check(column, images[moving.length + index], limits));
  }
  return all.map(({ x, status, size, residual, unseen, iterations, lowest, diagonal, offDiagonal }) => ({
    x,
    status: status as ColumnSolution["status"],
    size,
    residual,
    unseen,
    iterations,
    ritz: { diagonal, offDiagonal },
    lowest,
  }));
}

function startColumn(b: Float64Array): Column {
  const size = norm(b);
  return {
    b,
    size,
    x: new Float64Array(b.length),
    best: new Float64Array(b.length),
    r: b.slice(),
    p: new Float64Array(b.length),
    image: new Float64Array(b.length),
    energy: 0,
    unseen: 0,
    seesNothing: false,
    residual: size,
    iterations: 0,
    restarts: 0,
    lastAlpha: 0,
    lowest: Infinity,
    diagonal: [],
    offDiagonal: [],
    status: size === 0 ? "converged" : "moving",
  };
}

/** With `seen` = A r. */
function step(column: Column, seen: Float64Array, limits: IterationLimits): void {
  const { r, p, x, image, size } = column;
  const length = norm(r);
  const energy = dot(r, seen);
  column.lowest = Math.min(column.lowest, energy / (length * length));
  column.unseen = norm(seen);
  // Along a direction without curvature rounding decides how far to go; before that, its own residual says whether there is more to learn.
  const least = Math.max(limits.tolerance * limits.largest, 64 * limits.rankTolerance);
  column.seesNothing = energy <= limits.rankTolerance * length * length && column.unseen <= least * length;
  if (column.seesNothing || energy <= 0) {
    column.status = "checking";
    return;
  }
  const beta = column.energy === 0 ? 0 : energy / column.energy;
  for (let i = 0; i < p.length; i++) {
    p[i] = r[i] + beta * p[i];
    image[i] = seen[i] + beta * image[i];
  }
  const alpha = energy / dot(image, image);
  addScaled(x, alpha, p);
  addScaled(r, -alpha, image);
  if (column.restarts === 0) {
    // Lanczos' matrix from the coefficients (Saad, section 6.7.3).
    if (beta > 0) column.offDiagonal.push(Math.sqrt(beta) / column.lastAlpha);
    column.diagonal.push(1 / alpha + (beta > 0 ? beta / column.lastAlpha : 0));
  }
  column.energy = energy;
  column.lastAlpha = alpha;
  column.iterations += 1;
  if (norm(r) <= Math.max(limits.tolerance * size, drift(column, limits)) || column.iterations >= limits.maxIterations) column.status = "checking";
}

/** How far rounding lets the residual that is carried on be from the true one. */
const drift = ({ x }: Column, { epsilon, largest }: IterationLimits): number => epsilon * largest * norm(x);

/** With `image` = A x: the residual as it is, and whether to go on from it. */
function check(column: Column, image: Float64Array, limits: IterationLimits): void {
  const { x, best, size, restarts, iterations, seesNothing } = column;
  const before = column.residual;
  const r = column.b.map((value, i) => value - image[i]);
  const residual = norm(r);
  if (residual < before) {
    best.set(x);
    column.residual = residual;
  } else x.set(best);
  if (column.residual <= limits.tolerance * size) column.status = "converged";
  else if (residual < 0.5 * before && restarts < maxRestarts && iterations < limits.maxIterations) {
    column.r = r;
    column.restarts += 1;
    column.energy = 0;
    column.p.fill(0);
    column.image.fill(0);
    column.status = "moving";
  } else if (seesNothing) column.status = "least-squares";
  else column.status = column.residual <= 8 * Math.sqrt(x.length) * drift(column, limits) ? "converged" : "stopped";
}
