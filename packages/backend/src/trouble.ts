import { type FloatArray, InvalidInput } from "@ntkit/core";
import type { Dtype, Trouble } from "./backend.ts";

/** The distance from 1 to the next number of a dtype. */
export const epsilon: Readonly<Record<Dtype, number>> = { float64: 2 ** -52, float32: 2 ** -23 };

export type NotFinite = Trouble & { readonly status: "not-finite" };
export type NotPositiveDefinite = Trouble & { readonly status: "not-positive-definite"; readonly pivot: { readonly index: number; readonly value: number } };

/** The trouble with a square matrix [n, n] that holds NaN or infinities, or null: what to ask before decomposing it. */
export function notFinite(matrix: FloatArray, n: number): NotFinite | null {
  for (let at = 0; at < n * n; at++) {
    if (Number.isFinite(matrix[at])) continue;
    return {
      status: "not-finite",
      problem: `the matrix holds ${matrix[at]} in row ${Math.floor(at / n)}, column ${at % n} (counted from 0)`,
      remedy: "Look for NaN, infinities or numbers too large to square in the inputs that belong to this row and column.",
    };
  }
  return null;
}

/** Throws InvalidInput if a finite matrix [n, n] differs from its transpose by more than rounding: √ε of its largest entry. */
export function checkSymmetric(operation: string, matrix: FloatArray, n: number, dtype: Dtype): void {
  let largest = 0;
  let worst = { difference: 0, row: 0, column: 0 };
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      const difference = Math.abs(matrix[row * n + column] - matrix[column * n + row]);
      largest = Math.max(largest, Math.abs(matrix[row * n + column]));
      if (difference > worst.difference) worst = { difference, row, column };
    }
  }
  if (worst.difference <= Math.sqrt(epsilon[dtype]) * largest) return;
  const { row, column } = worst;
  throw new InvalidInput({
    path: operation,
    problem: "the matrix is not symmetric",
    found: `${matrix[row * n + column]} at [${row}, ${column}] and ${matrix[column * n + row]} at [${column}, ${row}]`,
    remedy: "Give a symmetric matrix, or the mean of this one and its transpose.",
  });
}

/** Up to here a pivot of an [n, n] Cholesky factorisation is rounding error: n ε times the diagonal entry it is left of. */
export const smallestPivot = (n: number, diagonal: number, dtype: Dtype): number => n * epsilon[dtype] * Math.abs(diagonal);

/** The trouble with a matrix [n, n] whose pivot `index` came out as `value`. */
export function notPositiveDefinite(matrix: FloatArray, n: number, dtype: Dtype, index: number, value: number): NotPositiveDefinite {
  const diagonal = matrix[index * n + index];
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(matrix[i * n + i]));
  const needed = Math.max(-value, 0) + 10 * smallestPivot(n, largest, dtype);
  const ridge = needed > 0 ? `a ridge of at least ${needed.toPrecision(2)}` : "a positive ridge";
  const indefinite = value < -smallestPivot(n, diagonal, dtype);
  return {
    status: "not-positive-definite",
    problem: `pivot ${index} (counted from 0) is ${value} where the diagonal holds ${diagonal}: the matrix is ${indefinite ? "indefinite" : "singular to working precision"}`,
    remedy: indefinite
      ? `A covariance is never indefinite: check how the matrix was made, or add ${ridge} to its diagonal.`
      : `Add ${ridge} to its diagonal, or drop input ${index} if it repeats or combines earlier ones.`,
    pivot: { index, value },
  };
}
