import { type Expr, formula } from "@ntkit/formula";
import type { Covariances, Dual } from "../nonlinearity.ts";
import { angle } from "./angle.ts";

/** φ(x) = a min(x, 0) + b max(x, 0). */
export function piecewiseLinear(a: number, b: number, x: Expr): Expr {
  return formula`${x} > 0 ? ${b} * ${x} : ${a} * ${x}`;
}

/** φ'(x): b above 0, a elsewhere. */
export function piecewiseLinearSlope(a: number, b: number, x: Expr): Expr {
  return formula`${x} > 0 ? ${b} : ${a}`;
}

/**
 * The dual of a min(x, 0) + b max(x, 0), the family of ReLU:
 *
 *     F = (a − b)² [p sin θ/(2π) + κ0 q12] + a b q12,   Ḟ = (a − b)² κ0 + a b,   κ0 = (π − θ)/(2π)
 *
 * (Cho & Saul 2009, arc-cosine kernel of degree 1, by linearity.)
 */
export function piecewiseLinearDual(a: number, b: number, covariances: Covariances): Dual {
  const { sine, kappa0 } = angle(covariances);
  const jump = (a - b) ** 2;
  return {
    nngp: formula`${jump} * (${sine} / ${2 * Math.PI} + ${kappa0} * ${covariances.q12}) + ${a * b} * ${covariances.q12}`,
    derivative: formula`${jump} * ${kappa0} + ${a * b}`,
  };
}
