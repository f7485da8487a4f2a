import { InvalidInput, show } from "@ntkit/core";

/**
 * `P(D_n < d)` for Kolmogorov's statistic of n numbers drawn from the distribution that they are compared with: exact, by the algorithm of Marsaglia,
 * Tsang & Wang (2003, Journal of Statistical Software 8(18)): with k = ⌈nd⌉, h = k − nd and a matrix H of side m = 2k − 1, it is `n!/nⁿ (Hⁿ)_kk`.
 * From n d² > 7.24 on (or 3.76 with n > 99), where 1 − P is below 10⁻⁶, by their limit `1 − 2 e^{−(2.000071 + 0.331/√n + 1.409/n) n d²}`, right to seven digits.
 */
export function kolmogorovDistribution(n: number, d: number): number {
  if (!(Number.isInteger(n) && n >= 1)) {
    throw new InvalidInput({ path: "n", problem: "expected a whole number from 1", found: show(n), remedy: "Give how many numbers there are." });
  }
  if (!(d > 1 / (2 * n))) return 0;
  if (d >= 1) return 1;
  const s = d * d * n;
  if (s > 7.24 || (s > 3.76 && n > 99)) return 1 - 2 * Math.exp(-(2.000071 + 0.331 / Math.sqrt(n) + 1.409 / n) * s);
  const k = Math.ceil(n * d);
  const m = 2 * k - 1;
  const { matrix, exponent } = power(startMatrix(m, k - n * d), m, n);
  let [value, scale] = [matrix[(k - 1) * m + k - 1], exponent];
  for (let i = 1; i <= n; i++) {
    value *= i / n;
    if (value < 1e-140) [value, scale] = [value * 1e140, scale - 140];
  }
  return value * 10 ** scale;
}

/** H of the algorithm. */
function startMatrix(m: number, h: number): Float64Array {
  const matrix = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) matrix[i * m + j] = i - j + 1 < 0 ? 0 : 1;
  for (let i = 0; i < m; i++) {
    matrix[i * m] -= h ** (i + 1);
    matrix[(m - 1) * m + i] -= h ** (m - i);
  }
  matrix[(m - 1) * m] += 2 * h - 1 > 0 ? (2 * h - 1) ** m : 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) for (let g = 2; g <= i - j + 1; g++) matrix[i * m + j] /= g;
  }
  return matrix;
}

interface Scaled {
  readonly matrix: Float64Array;
  /** The matrix is to be multiplied by 10 to this. */
  readonly exponent: number;
}

/** A power of a matrix of side m by repeated squares, with its size kept apart. */
function power(base: Float64Array, m: number, n: number): Scaled {
  if (n === 1) return { matrix: base, exponent: 0 };
  const half = power(base, m, Math.floor(n / 2));
  const square = product(half.matrix, half.matrix, m);
  const matrix = n % 2 === 0 ? square : product(base, square, m);
  const middle = Math.floor(m / 2);
  const large = matrix[middle * m + middle] > 1e140;
  return { matrix: large ? matrix.map((value) => value * 1e-140) : matrix, exponent: 2 * half.exponent + (large ? 140 : 0) };
}

function product(a: Float64Array, b: Float64Array, m: number): Float64Array {
  const result = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < m; k++) {
      for (let j = 0; j < m; j++) result[i * m + j] += a[i * m + k] * b[k * m + j];
    }
  }
  return result;
}
