import type { NDArray } from "@ntkit/core";

/**
 * An autonomous system `y' = slope(y)`. What methods may assume: stable, and (for methods of `spectrum` "real") a Jacobian
 * with real eigenvalues ≤ 0, as a gradient flow on a convex loss has.
 */
export interface Field {
  /** Costs one product with the training kernel. */
  slope(y: Float64Array): Promise<Float64Array>;
  /** The part [from, to) of the state whose error is controlled: the function values. */
  readonly watched: readonly [from: number, to: number];
  /** At least the fastest rate of decay there is, as well as it is known: a bound on the spectral radius of the Jacobian. */
  readonly fastest: number;
  /** The system in a basis in which its linear part is diagonal, for exponential methods. */
  readonly modal?: Modal | undefined;
  /** The system as a gradient flow in dual coefficients, for methods that look at its Jacobian. */
  readonly dual?: Dual | undefined;
}

/** Errors of one step stay below `atol + rtol |y|`, entry by entry. */
export interface Tolerances {
  readonly rtol: number;
  readonly atol: number;
}

/** Coordinates z in which `z' = −rates z + N(z)`, with y an affine function of z. */
export interface Modal {
  into(y: Float64Array): Promise<Float64Array>;
  out(z: Float64Array): Promise<Float64Array>;
  /** What a small change of z is as a change of y: the linear part of `out`. */
  outChange(change: Float64Array): Promise<Float64Array>;
  slope(z: Float64Array): Promise<Float64Array>;
  /** Rates ≥ 0 [length of z] that fit well near y. */
  rates(y: Float64Array): Promise<Float64Array>;
}

/**
 * `slope(y) = lift(p(y))`: the push p on dual coefficients, and what it does to the state, whose watched part moves by Θ p. The operator
 * `A x = curvature(lift(x))` is self-adjoint and ≥ 0 in the inner product ⟨x, Θ x'⟩: for a gradient flow it is `C Θ + r`, C the Hessian of the loss.
 */
export interface Dual {
  /** No product with the kernel. */
  push(y: Float64Array): Promise<Float64Array>;
  /** One product with the kernel, which counts as a right-hand side. */
  lift(push: Float64Array): Promise<Float64Array>;
  /** `−∂p/∂y` at y, to be applied to small changes of the state. No product with the kernel. */
  curvature(y: Float64Array): Promise<(change: Float64Array) => Promise<Float64Array>>;
  /** Eigenvalues of a small symmetric matrix [k, k], and its eigenvectors as columns; NaN where there are none. */
  eigh(matrix: NDArray): Promise<{ readonly values: Float64Array; readonly vectors: Float64Array }>;
}

/** What a method carries from step to step: none of it is shared between trajectories. */
export type Memory = Readonly<Record<string, number | Float64Array>>;

/** Where a step begins. */
export interface Point {
  readonly y: Float64Array;
  readonly slope: Float64Array;
  /** What the step before returned; undefined at the first. */
  readonly memory: Memory | undefined;
  /** Whether a longer step from here was just refused. */
  readonly retry: boolean;
}

export interface Step extends Omit<Point, "retry"> {
  /** Estimated error of y, entry by entry; only the watched part counts. Undefined for methods without an estimate. */
  readonly error: Float64Array | undefined;
  /** The solution a part θ ∈ [0, 1] into the step. */
  interpolate(theta: number): Promise<Float64Array>;
}

/**
 * A method that integrates one step at a time. Register it with one line in `methods/index.ts`, or build a solver with
 * more of them: `odeSolver({ ...methods, [mine.kind]: mine })`.
 */
export interface Method {
  readonly kind: string;
  /** The error of a solution is O(h^order). */
  readonly order: number;
  /** The error between steps is O(h^(denseOrder)). */
  readonly denseOrder: number;
  /** The error estimate of one step is O(h^(errorOrder + 1)); null for a method of fixed steps. */
  readonly errorOrder: number | null;
  /** Eigenvalues of the Jacobian that it can follow. `real`: on the negative real axis only. */
  readonly spectrum: "any" | "real";
  /** Whether it needs `Field.modal`, which costs an eigendecomposition of the training kernel. */
  readonly needsModes: boolean;
  /** Whether a linear system with constant rates is solved exactly (or to within the tolerances), whatever the step. */
  readonly exactIfLinear: boolean;
  /** Whether accuracy alone holds its steps back, and its error estimate is to be trusted in every step; default false. */
  readonly freeSteps?: boolean;
  readonly references: readonly string[];
  step(field: Field, from: Point, h: number, tolerances: Tolerances): Promise<Step>;
}
