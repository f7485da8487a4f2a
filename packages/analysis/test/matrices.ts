import { fromNested, type NDArray, type Random, toNested } from "@ntkit/core";

/** Small dense matrices as plain nested arrays, written apart from the package: what its results are compared with. */
export type Matrix = readonly (readonly number[])[];

export const nested = (array: NDArray): Matrix => toNested(array) as Matrix;
export const multiply = (a: Matrix, b: Matrix): Matrix => a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
export const transpose = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));
export const addDiagonal = (a: Matrix, amount: number): Matrix => a.map((row, i) => row.map((x, j) => (i === j ? x + amount : x)));

/** `x` with `a x = b`, by Gaussian elimination with partial pivoting. */
export function solve(a: Matrix, b: Matrix): Matrix {
  const n = a.length;
  const rows = a.map((row, i) => [...row, ...b[i]]);
  for (let k = 0; k < n; k++) {
    const pivot = rows.reduce((best, row, i) => (i >= k && Math.abs(row[k]) > Math.abs(rows[best][k]) ? i : best), k);
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j < rows[i].length; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  return rows.map((row, i) => row.slice(n).map((x) => x / row[i]));
}

export const randomMatrix = (random: Random, rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));

/** g gᵀ/d for random g [n, d]: a kernel, singular if d < n. */
export function randomKernel(random: Random, n: number, d: number): NDArray {
  const g = randomMatrix(random, n, d).map((row) => row.map((x) => x / Math.sqrt(d)));
  return fromNested(multiply(g, transpose(g)));
}

/** The kernel and targets that numpy and scipy were asked about. */
export const sample = {
  kernel: fromNested([
    [2, 0.5, 0.3, 0.1],
    [0.5, 1.5, 0.2, 0.4],
    [0.3, 0.2, 1, -0.1],
    [0.1, 0.4, -0.1, 0.8],
  ]),
  targets: fromNested([
    [1, 0],
    [-1, 0.5],
    [0.5, 2],
    [0, 1],
  ]),
};
