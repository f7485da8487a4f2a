import { type NDArray, ndArray, random, type Shape, sizeOf } from "@ntkit/core";

/*
 * Inputs and expected values of the conformance suite, by the shortest loops that define them. Random inputs are
 * rounded to float32, so that they are the same numbers in every dtype.
 */

/** An array whose entry at row-major position i is `value(i)`. */
export const filled = (shape: Shape, value: (i: number) => number): NDArray =>
  ndArray(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
    shape,
  );

/** A matrix whose entry in row i, column j is `value(i, j)`. */
export const matrix = (n: number, m: number, value: (i: number, j: number) => number): NDArray => filled([n, m], (at) => value(Math.floor(at / m), at % m));

/** Standard normal numbers. */
export function normals(shape: Shape, seed: number): NDArray {
  const stream = random(seed);
  return filled(shape, () => Math.fround(stream.normal()));
}

/** Uniform numbers between two bounds. */
export function uniforms(shape: Shape, seed: number, from: number, to: number): NDArray {
  const stream = random(seed);
  return filled(shape, () => Math.fround(from + (to - from) * stream.uniform()));
}

export const at = (a: NDArray, i: number, j: number): number => a.data[i * a.shape[1] + j];

export const transpose = (a: NDArray): NDArray => matrix(a.shape[1], a.shape[0], (i, j) => at(a, j, i));

/**
 * The matrix product, and for each entry the sum of the magnitudes of its terms. What rounding takes from a sum is added at
 * its end (Neumaier 1974): a plain sum of 3000 terms is 4e-15 off, more than the suite allows.
 */
export function product(a: NDArray, b: NDArray): { value: NDArray; magnitudes: NDArray } {
  const k = a.shape[1];
  const sum = (i: number, j: number, term: (x: number) => number) => {
    let [total, lost] = [0, 0];
    for (let l = 0; l < k; l++) {
      const next = term(at(a, i, l) * at(b, l, j));
      const longer = total + next;
      lost += Math.abs(total) >= Math.abs(next) ? total - longer + next : next - longer + total;
      total = longer;
    }
    return total + lost;
  };
  const [n, m] = [a.shape[0], b.shape[1]];
  return { value: matrix(n, m, (i, j) => sum(i, j, (x) => x)), magnitudes: matrix(n, m, (i, j) => sum(i, j, Math.abs) || 1) };
}

export const identity = (n: number): NDArray => matrix(n, n, (i, j) => (i === j ? 1 : 0));

/** The reflection `I − 2 v vᵀ / vᵀv`: an orthogonal matrix. */
export function reflection(n: number, seed: number): NDArray {
  const v = normals([n], seed).data;
  const square = v.reduce((sum, x) => sum + x * x, 0);
  return matrix(n, n, (i, j) => (i === j ? 1 : 0) - (2 * v[i] * v[j]) / square);
}

/** `V diag(values) Vᵀ`, symmetric to the last bit. */
export function withEigenvalues(v: NDArray, values: ArrayLike<number>): NDArray {
  const n = v.shape[0];
  const entry = (i: number, j: number) => {
    let total = 0;
    for (let k = 0; k < n; k++) total += at(v, i, k) * values[k] * at(v, j, k);
    return total;
  };
  return matrix(n, n, (i, j) => entry(Math.min(i, j), Math.max(i, j)));
}

/** A positive definite matrix: `x xᵀ / d + I` for d = 2n normals in each row. */
export function positiveDefinite(n: number, seed: number): NDArray {
  const x = normals([n, 2 * n], seed);
  const { value } = product(x, transpose(x));
  return matrix(n, n, (i, j) => at(value, i, j) / (2 * n) + (i === j ? 1 : 0));
}
