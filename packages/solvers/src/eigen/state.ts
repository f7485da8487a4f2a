import type { Tensor } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import type { Sizes } from "../problem.ts";
import type { Conventions, Dynamics, SolverState } from "../solver.ts";
import type { Spectrum } from "../spectrum.ts";
import type { EigenSpec, LinearOptions } from "./options.ts";

/** The problem in an orthonormal basis Q in which the driving kernel Θ (K for the ensemble `nngp`) is diagonal. */
export interface ModeBasis<S extends LinearOptions> extends SolverState {
  readonly spec: S;
  readonly conventions: Conventions & { readonly dynamics: Dynamics };
  readonly sizes: Sizes;
  /** Eigenvalues with the ridge, 0 where they are rounding errors [n]. */
  readonly modes: Float64Array;
  readonly targets: NDArray;
  /** f_0 [n, O] and [m, O]. */
  readonly start: { readonly train: NDArray; readonly test: NDArray };
  readonly largestPrior: { readonly train: number; readonly test: number };
  /** See `silenceNullModes`. */
  readonly contradiction: number;
  readonly held: {
    /** Q [n, n]. */
    readonly vectors: Tensor;
    /** `(y − f_0)ᵀ Q` [O, n]. */
    readonly residual: Tensor;
    /** `Θ(x,X) Q` [m, n]. */
    readonly weights: Tensor | undefined;
    /** K** [m, m] or [m]. */
    readonly prior: Tensor | undefined;
    /** `Qᵀ K Q` [n, n]; not for the ensemble `nngp`, where it is diagonal. */
    readonly covariance: Tensor | undefined;
    /** `K(x,X) Q` [m, n]; not for the ensemble `nngp`, where it is `weights`. */
    readonly cross: Tensor | undefined;
  };
}

/** All eigenvectors. */
export interface EigenBasis<S extends LinearOptions> extends ModeBasis<S> {
  readonly spectrum: Spectrum;
}

export type EigenState = EigenBasis<EigenSpec>;
