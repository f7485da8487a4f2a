import { type Expr, formula } from "@ntkit/formula";
import type { Covariances } from "../nonlinearity.ts";

/** The angle θ between two preactivations, in quantities that neither cancel nor divide by zero. */
export interface Angle {
  /** p = √(q11 q22). */
  readonly norm: Expr;
  /** p sin θ. */
  readonly sine: Expr;
  /** (π − θ)/(2π): 1/2 at θ = 0, 1/4 at a right angle, 0 at θ = π. */
  readonly kappa0: Expr;
  /** θ. */
  readonly theta: Expr;
  /** (q11 q22 − q12²), without cancellation near θ = 0. */
  readonly determinant: Expr;
}

/**
 * Half-angle form. With p = √(q11 q22), m = |q12|, z = (p − m)/(p + m), t = √z: the angle of |q12| is 2 atan t and
 * p sin θ = t (p + m); the sign of q12 is put back by symmetry. On equal preactivations p = m to the last bit, so
 * θ = 0 exactly. A zero row (p = 0) is taken as a right angle. Writing κ0 = 1/2 − θ/(2π) and not (π − θ)/(2π)
 * keeps it exact at θ = 0.
 */
export function angle({ q11, q12, q22 }: Covariances): Angle {
  const norm = formula`sqrt(${q11} * ${q22})`;
  const m = formula`abs(${q12})`;
  const t = formula`${norm} + ${m} > 0 ? sqrt(max(${norm} - ${m}, 0) / (${norm} + ${m})) : 1`;
  const acute = formula`2 * atan(${t})`;
  const share = formula`${acute} / ${2 * Math.PI}`;
  return {
    norm,
    sine: formula`${t} * (${norm} + ${m})`,
    kappa0: formula`${q12} < 0 ? ${share} : 0.5 - ${share}`,
    theta: formula`${q12} < 0 ? ${Math.PI} - ${acute} : ${acute}`,
    determinant: formula`(${norm} - ${m}) * (${norm} + ${m})`,
  };
}
