import { constant, type Expr, formula } from "@ntkit/formula";
import type { Covariances, Dual } from "../nonlinearity.ts";

/** Coefficients, lowest first, of the probabilists' Hermite polynomial He_n (1, x, x² − 1, x³ − 3x, …). */
export function hermiteCoefficients(degree: number): number[] {
  let [previous, current] = [[0], [1]];
  for (let n = 0; n < degree; n++) {
    const next = [0, ...current];
    previous.forEach((c, k) => {
      next[k] = (next[k] as number) - n * c;
    });
    [previous, current] = [current, next];
  }
  return current;
}

export function factorial(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}

/** c_0 + c_1 x + c_2 x² + …, by Horner's rule. */
export function polynomialOf(coefficients: readonly number[], x: Expr): Expr {
  return coefficients.reduceRight<Expr>((sum, c) => formula`${sum} * ${x} + ${c}`, constant(0));
}

/**
 * The dual of φ(x) = Σ c_n xⁿ, finite for every variance, zero included. For x ~ N(0, q),
 * xⁿ = Σ_k n!/(k! m! 2^m) q^m He_k(x; q) with m = (n − k)/2, and E[He_k(u; q11) He_k(v; q22)] = k! q12^k, so
 *
 *     F = Σ_k k! B_k(q11) B_k(q22) q12^k,   B_k(q) = Σ_{n = k, k+2, …} c_n n!/(k! m! 2^m) q^m,   Ḟ = ∂F/∂q12.
 */
export function polynomialDual(coefficients: readonly number[], { q11, q12, q22 }: Covariances): Dual {
  const side = (k: number, q: Expr): Expr => {
    const powers: number[] = [];
    for (let n = k; n < coefficients.length; n += 2) {
      const m = (n - k) / 2;
      powers.push(((coefficients[n] as number) * factorial(n)) / (factorial(k) * factorial(m) * 2 ** m));
    }
    return polynomialOf(powers, q);
  };
  const terms = coefficients.map((_, k) => formula`${factorial(k)} * ${side(k, q11)} * ${side(k, q22)}`);
  const sum = (list: readonly Expr[]) => list.reduceRight<Expr>((total, term) => formula`${total} * ${q12} + ${term}`, constant(0));
  return { nngp: sum(terms), derivative: sum(terms.slice(1).map((term, k) => formula`${k + 1} * ${term}`)) };
}
