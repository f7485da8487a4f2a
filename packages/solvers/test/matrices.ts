/** Small dense matrices as plain nested arrays, written apart from the package: what its results are compared with. */
export type Matrix = readonly (readonly number[])[];

const map2 = (a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix => a.map((row, i) => row.map((x, j) => f(x, b[i][j])));
export const add = (a: Matrix, b: Matrix): Matrix => map2(a, b, (x, y) => x + y);
export const subtract = (a: Matrix, b: Matrix): Matrix => map2(a, b, (x, y) => x - y);
export const scale = (a: Matrix, s: number): Matrix => a.map((row) => row.map((x) => s * x));
export const transpose = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));
export const identity = (n: number): Matrix => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
export const multiply = (a: Matrix, b: Matrix): Matrix => a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
export const diagonal = (a: Matrix): number[] => a.map((row, i) => row[i]);
export const largest = (a: Matrix): number => Math.max(...a.flat().map(Math.abs));

/** `e^a` by its Taylor series, after halving until it converges fast. */
export function exponential(a: Matrix): Matrix {
  const halvings = Math.max(0, Math.ceil(Math.log2(largest(a) * a.length + 1e-300)) + 3);
  const small = scale(a, 2 ** -halvings);
  let term = identity(a.length);
  let sum = term;
  for (let k = 1; k <= 20; k++) {
    term = scale(multiply(term, small), 1 / k);
    sum = add(sum, term);
  }
  for (let i = 0; i < halvings; i++) sum = multiply(sum, sum);
  return sum;
}

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

/** Rows of blocks put together. */
export const assemble = (blocks: readonly (readonly Matrix[])[]): Matrix => blocks.flatMap((row) => row[0].map((_, i) => row.flatMap((block) => block[i])));
export const zeros = (rows: number, columns: number): Matrix => Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
export const rows = (a: Matrix, from: number, to: number): Matrix => a.slice(from, to);
export const block = (a: Matrix, from: number, to: number): Matrix => a.slice(from, to).map((row) => row.slice(from, to));

/** Whether `a + shift` is positive definite, by elimination without pivoting: every pivot is positive. */
export function isPositive(a: Matrix, shift: number): boolean {
  const left = a.map((row, i) => row.map((x, j) => (i === j ? x + shift : x)));
  for (let k = 0; k < left.length; k++) {
    if (!(left[k][k] > 0)) return false;
    for (let i = k + 1; i < left.length; i++) {
      const factor = left[i][k] / left[k][k];
      for (let j = k; j < left.length; j++) left[i][j] -= factor * left[k][j];
    }
  }
  return true;
}
