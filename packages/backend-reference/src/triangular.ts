import { InvalidInput } from "@ntkit/core";

/** `x` [n, m] with `L x = b`, row after row; only the lower triangle of `factor` is read. */
export function forwardSubstitution(factor: Float64Array, b: Float64Array, n: number, m: number): Float64Array {
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    const row = x.subarray(i * m, (i + 1) * m);
    for (let k = 0; k < i; k++) subtractMultiple(row, factor[i * n + k], x, k * m);
    divide(row, factor, i, n);
  }
  return x;
}

/** `x` [n, m] with `Lᵀ x = b`, from the last row up; only the lower triangle of `factor` is read. */
export function backwardSubstitution(factor: Float64Array, b: Float64Array, n: number, m: number): Float64Array {
  const x = b.slice();
  for (let i = n - 1; i >= 0; i--) {
    const row = x.subarray(i * m, (i + 1) * m);
    for (let k = i + 1; k < n; k++) subtractMultiple(row, factor[k * n + i], x, k * m);
    divide(row, factor, i, n);
  }
  return x;
}

function subtractMultiple(row: Float64Array, multiple: number, x: Float64Array, from: number): void {
  for (let j = 0; j < row.length; j++) row[j] -= multiple * x[from + j];
}

function divide(row: Float64Array, factor: Float64Array, i: number, n: number): void {
  const diagonal = factor[i * n + i];
  if (diagonal === 0) {
    throw new InvalidInput({
      path: "triangularSolve",
      problem: `the factor is singular: entry ${i} of its diagonal is zero`,
      found: "0",
      remedy: "Take the factor from cholesky, after looking at its status.",
    });
  }
  for (let j = 0; j < row.length; j++) row[j] /= diagonal;
}
