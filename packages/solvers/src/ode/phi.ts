const factorials = [1, 1, 2, 6, 24];

/** φ_0 … φ_4 of several rates. */
export type Phi = readonly [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

/**
 * `φ_0 … φ_4` of `−h rates`, rates ≥ 0: `φ_0(x) = e^x`, `φ_k(x) = (φ_{k−1}(x) − 1/(k−1)!)/x`, by their series where that would cancel.
 * Source: Hochbruck & Ostermann 2010, Exponential integrators, eq. 2.10.
 */
export function phi(rates: Float64Array, h: number): Phi {
  const table: Phi = [zeros(rates), zeros(rates), zeros(rates), zeros(rates), zeros(rates)];
  rates.forEach((rate, i) => {
    const x = h * rate;
    table[0][i] = Math.exp(-x);
    table[1][i] = x === 0 ? 1 : -Math.expm1(-x) / x;
    for (let k = 2; k <= 4; k++) table[k][i] = x > 1 ? (1 / factorials[k - 1] - table[k - 1][i]) / x : series(k, -x);
  });
  return table;
}

const zeros = (rates: Float64Array): Float64Array => new Float64Array(rates.length);

/** `φ_k(x) = Σ_j x^j/(j + k)!` for |x| ≤ 1. */
function series(k: number, x: number): number {
  let term = 1 / factorials[k];
  let sum = term;
  for (let j = 1; j <= 18; j++) {
    term *= x / (j + k);
    sum += term;
  }
  return sum;
}
