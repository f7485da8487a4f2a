import type { Expr } from "@ntkit/formula";
import type { z } from "zod";
import type { LayerSpec } from "./layer.ts";

/** Covariances of a pair of zero-mean Gaussian preactivations (u, v): E[u²], E[uv], E[v²]. */
export interface Covariances {
  readonly q11: Expr;
  readonly q12: Expr;
  readonly q22: Expr;
}

/** `nngp` = F = E[φ(u) φ(v)]; `derivative` = Ḟ = E[φ'(u) φ'(v)], by Price's theorem ∂F/∂q12 where it is left out. */
export interface Dual {
  readonly nngp: Expr;
  readonly derivative?: Expr;
}

/**
 * A nonlinearity φ as formulas. The plumbing (Gram tiles, variances, the NTK product) is written once, elsewhere.
 * Register it with one line in `nonlinearities/index.ts`, or pass it beside the built-in ones.
 */
export interface Nonlinearity<S extends LayerSpec = LayerSpec> {
  readonly kind: S["kind"];
  /** Fields with defaults, units and descriptions. */
  readonly schema: z.ZodType<S>;
  /** A spec to show in the docs and to run the tests of every nonlinearity on. */
  readonly example: S;
  /** Throws for what the schema cannot see, when an architecture is parsed; `path` is where the layer stands. */
  check?(spec: S, path: string): void;
  /** φ(x). Absent, or undefined, for a dual that belongs to no function of x alone; the file says why. */
  apply?(spec: S, x: Expr): Expr | undefined;
  /** φ'(x), where the symbolic derivative of `apply` is not good enough numerically. */
  derivative?(spec: S, x: Expr): Expr;
  /**
   * The closed form, finite for zero variances and exact on the diagonal. Absent: by quadrature. Written so that
   * exchanging q11 and q22 changes no bit, permuting the samples permutes the kernel to the last bit.
   */
  dual?(spec: S, covariances: Covariances): Dual;
  /** Points where φ or one of its derivatives jumps, for quadrature. Absent: φ is smooth. */
  breakpoints?(spec: S): readonly number[];
  /** Nodes a side of the plain Gauss–Hermite product rule, where the spec asks for it. Absent: as many as the accuracy needs. */
  nodes?(spec: S): number | undefined;
  /** Papers and equations. */
  readonly references: readonly string[];
}
