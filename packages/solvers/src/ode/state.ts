import type { Tensor } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import type { Problem, Sizes } from "../problem.ts";
import type { Conventions, Dynamics, SolverState } from "../solver.ts";
import type { Drive, Flow } from "./flow.ts";
import type { OdeSpec } from "./options.ts";
import type { Trajectory } from "./trajectory.ts";

/** A flow that is ready to be integrated, and what was integrated of it so far. */
export interface OdeState extends SolverState {
  readonly spec: OdeSpec;
  readonly conventions: Conventions & { readonly dynamics: Dynamics };
  readonly problem: Problem;
  readonly sizes: Sizes;
  /** f_0 [n, O] and [m, O]. */
  readonly start: { readonly train: NDArray; readonly test: NDArray };
  /** Of Θ with its ridge. */
  readonly conditionNumber: number;
  /**
   * `2 (1 + β) Z/(c wmax λmax + r)`, c the largest curvature of the loss: below it, steps of gradient descent lower any such loss, and for a
   * squared one at it they diverge. NaN for a loss that tells no curvature.
   */
  readonly maximumLearningRate: number;
  readonly drive: Drive;
  readonly flow: Flow;
  /** ds/dt: η/Z for gradient flow, √η with momentum. */
  readonly clock: number;
  readonly trajectory: Trajectory;
  readonly held: {
    /** Θ [n, n] and [m, n]. */
    readonly kernel: Tensor;
    readonly cross: Tensor | undefined;
    /** y [n, O] and w [n]. */
    readonly targets: Tensor;
    readonly weights: Tensor;
    /** Q [n, n], for methods in the eigenbasis. */
    readonly vectors: Tensor | undefined;
  };
}
