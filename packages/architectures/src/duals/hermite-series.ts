import { constant, type Expr, formula } from "@ntkit/formula";
import type { Covariances, Dual } from "../nonlinearity.ts";

export function factorial(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}

/** c_0 + c_1 x + c_2 x² + …, by Horner's rule. */
export function polynomialOf(coefficients: readonly number[], x: Expr): Expr {
  return horner(coefficients.map(constant), x);
}

const horner = (terms: readonly Expr[], x: Expr): Expr =>
  terms.length === 0 ? constant(0) : terms.slice(0, -1).reduceRight((sum, term) => formula`${sum} * ${x} + ${term}`, terms[terms.length - 1]);

/**
 * The dual of φ(x) = Σ_k B_k(q) He_k(x; q), He_k(x; q) the Hermite polynomials of variance q, of which
 * E[He_k(u; q11) He_k(v; q22)] = k! q12^k:
 *
 *     F = Σ_k k! B_k(q11) B_k(q22) q12^k,   Ḟ = ∂F/∂q12
 *
 * @param side B_k(q)
 */
export function hermiteSeriesDual(degree: number, side: (k: number, q: Expr) => Expr, { q11, q12, q22 }: Covariances): Required<Dual> {
  const terms = Array.from({ length: degree + 1 }, (_, k) => formula`${factorial(k)} * (${side(k, q11)} * ${side(k, q22)})`);
  return {
    nngp: horner(terms, q12),
    derivative: horner(
      terms.slice(1).map((term, k) => formula`${k + 1} * ${term}`),
      q12,
    ),
  };
}

/**
 * The dual of φ(x) = Σ c_n xⁿ, finite for every variance, zero included. For x ~ N(0, q),
 * xⁿ = Σ_k n!/(k! m! 2^m) q^m He_k(x; q) with m = (n − k)/2, so B_k(q) = Σ_{n = k, k+2, …} c_n n!/(k! m! 2^m) q^m.
 */
export function polynomialDual(coefficients: readonly number[], covariances: Covariances): Required<Dual> {
  const side = (k: number, q: Expr): Expr => {
    const powers: number[] = [];
    for (let n = k; n < coefficients.length; n += 2) {
      const m = (n - k) / 2;
      powers.push((coefficients[n] * factorial(n)) / (factorial(k) * factorial(m) * 2 ** m));
    }
    return polynomialOf(powers, q);
  };
  return hermiteSeriesDual(coefficients.length - 1, side, covariances);
}
