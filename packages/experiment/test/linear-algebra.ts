import type { NDArray } from "@ntkit/core";

/** Plain lists: slow and obvious, to hold the packages to. */
export type Matrix = number[][];

export const matrix = ({ data, shape: [n = 0, m = 0] }: NDArray): Matrix => Array.from({ length: n }, (_, i) => [...data.subarray(i * m, (i + 1) * m)]);

export const times = (a: Matrix, b: Matrix): Matrix => a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));

export const transposed = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));

export const minus = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((value, j) => value - b[i][j]));

export const plusDiagonal = (a: Matrix, amount: number): Matrix => a.map((row, i) => row.map((value, j) => (i === j ? value + amount : value)));

/** a⁻¹ b, by Gauss elimination with pivots. */
export function solved(a: Matrix, b: Matrix): Matrix {
  const rows = a.map((row, i) => [...row, ...b[i]]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    const pivot = rows.slice(k).reduce((best, row, i) => (Math.abs(row[k]) > Math.abs(rows[best][k]) ? k + i : best), k);
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j < rows[i].length; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  return rows.map((row, k) => row.slice(n).map((value) => value / row[k]));
}

/** The largest difference of two matrices. */
export const farthest = (a: Matrix, b: Matrix): number => Math.max(...minus(a, b).flatMap((row) => row.map(Math.abs)));
