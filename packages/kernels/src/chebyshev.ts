/*
 * Chebyshev series on [0, 1]: f(u) = Σ_j a_j T_j(2u − 1), from values at the points u_k = (1 − cos(πk/N))/2, k = 0 … N
 * (Trefethen 2013, Approximation Theory and Approximation Practice, chapter 3). Both ends are points, and the points of N
 * are every other one of 2N.
 */

/** The points u_0 = 0, …, u_N = 1. */
export function chebyshevPoints(intervals: number): Float64Array {
  // (1 − cos φ)/2 = sin²(φ/2), which does not cancel near 0.
  return Float64Array.from({ length: intervals + 1 }, (_, k) => Math.sin((Math.PI * k) / (2 * intervals)) ** 2);
}

/** The coefficients a_0, …, a_N of the series through values at the points. */
export function chebyshevSeries(values: Float64Array): Float64Array {
  const intervals = values.length - 1;
  // Points ascend, so point k stands at 2u − 1 = −cos(πk/N), where T_j is (−1)^j cos(jπk/N).
  return Float64Array.from(values, (_, j) => {
    let sum = 0;
    for (let k = 0; k <= intervals; k++) {
      const half = k === 0 || k === intervals ? 0.5 : 1;
      sum += half * values[k] * Math.cos((Math.PI * ((j * k) % (2 * intervals))) / intervals);
    }
    const scale = (j === 0 || j === intervals ? 1 : 2) / intervals;
    return (j % 2 === 0 ? scale : -scale) * sum;
  });
}

/** The series at u, by Clenshaw's recurrence. */
export function evaluateSeries(coefficients: Float64Array, u: number): number {
  const x = 2 * u - 1;
  let [next, afterNext] = [0, 0];
  for (let j = coefficients.length - 1; j > 0; j--) [next, afterNext] = [coefficients[j] + 2 * x * next - afterNext, next];
  return coefficients[0] + x * next - afterNext;
}

/** Without the last coefficients, whose sizes together stay within `tolerance`: what the series changes by at most. */
export function shortened(coefficients: Float64Array, tolerance: number): Float64Array {
  let [length, left] = [coefficients.length, tolerance];
  while (length > 1 && Math.abs(coefficients[length - 1]) <= left) {
    length--;
    left -= Math.abs(coefficients[length]);
  }
  return coefficients.slice(0, length);
}
