import type { Backend, Tensor } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";

/** The product of a symmetric matrix with several vectors at once. */
export interface SymmetricProduct {
  readonly side: number;
  /** As many vectors out as in, each of length `side`. */
  apply(vectors: readonly Float64Array[]): Promise<Float64Array[]>;
  /** How often it was asked for: the cost of a method that knows the matrix by its products only. */
  count(): number;
}

/** `(matrix + ridge) v`: the product by the backend, the ridge in float64. */
export function symmetricProduct(on: Backend, matrix: Tensor, ridge = 0): SymmetricProduct {
  const side = matrix.shape[0];
  let products = 0;
  return {
    side,
    count: () => products,
    async apply(vectors) {
      products += 1;
      const rows = new Float64Array(vectors.length * side);
      vectors.forEach((vector, index) => rows.set(vector, index * side));
      const { data } = await on.scope(() => on.read(on.matmul(on.tensor(ndArray(rows, [vectors.length, side])), matrix)));
      return vectors.map((vector, index) => data.slice(index * side, (index + 1) * side).map((value, i) => value + ridge * vector[i]));
    },
  };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** `a ← a + factor · b`. */
export function addScaled(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] += factor * b[i];
}

export const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));
