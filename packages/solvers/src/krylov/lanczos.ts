import { addScaled, dot, norm, type SymmetricProduct } from "./product.ts";
import type { Tridiagonal } from "./tridiagonal.ts";

/**
 * An orthonormal basis v_1 … v_k of the Krylov space of A and b, in which A is tridiagonal: `A V = V T + β_k v_{k+1} e_kᵀ`,
 * `b = norm · v_1`. The last of the k numbers of `offDiagonal` is β_k.
 */
export interface KrylovBasis extends Tridiagonal {
  readonly vectors: readonly Float64Array[];
  readonly norm: number;
  /** True if the space is closed, β_k = 0 but for rounding: then what it says of b is exact. */
  readonly closed: boolean;
}

interface Growing {
  readonly vectors: Float64Array[];
  readonly diagonal: number[];
  readonly offDiagonal: number[];
  readonly norm: number;
  closed: boolean;
  next: Float64Array;
}

/**
 * Lanczos' recursion for several b at once, each with a space of its own, with full reorthogonalisation (twice is enough: Parlett
 * 1998, section 6.9). A step is one product with A for all of them. A space grows until it is closed, `done`, or as large as
 * `maxDimension`. Cost of k steps: k products, k² n for each b, and k n numbers for each b.
 * Source: Lanczos 1950; Golub & Van Loan, section 10.1.
 */
export async function lanczos(
  product: SymmetricProduct,
  starts: readonly Float64Array[],
  maxDimension: number,
  /** Relative to what β was: a β up to this is a rounding error. */
  closedTolerance: number,
  done: (basis: KrylovBasis) => boolean,
): Promise<KrylovBasis[]> {
  const bases = starts.map((start): Growing => {
    const length = norm(start);
    return { vectors: [], diagonal: [], offDiagonal: [], norm: length, closed: length === 0, next: start.map((value) => value / (length || 1)) };
  });
  const limit = Math.min(maxDimension, product.side);
  let active = bases.filter(({ closed }) => !closed);
  while (active.length > 0) {
    const images = await product.apply(active.map(({ next }) => next));
    active.forEach((basis, index) => grow(basis, images[index], closedTolerance));
    active = active.filter((basis) => !basis.closed && basis.vectors.length < limit && !done(basis));
  }
  return bases.map(({ next: _, ...basis }) => basis);
}

function grow(basis: Growing, image: Float64Array, closedTolerance: number): void {
  const { vectors, diagonal, offDiagonal, next } = basis;
  vectors.push(next);
  diagonal.push(dot(next, image));
  const scale = norm(image);
  for (let pass = 0; pass < 2; pass++) for (const vector of vectors) addScaled(image, -dot(image, vector), vector);
  const beta = norm(image);
  const largest = Math.max(scale, ...diagonal.map(Math.abs), ...offDiagonal);
  basis.closed = beta <= closedTolerance * largest || vectors.length === image.length;
  offDiagonal.push(basis.closed ? 0 : beta);
  basis.next = basis.closed ? image : image.map((value) => value / beta);
}
