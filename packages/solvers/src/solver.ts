import type { Backend, Dtype, Tensor, Trouble } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import type { LossSpec, ResolvedNormaliser } from "@ntkit/losses";
import type { z } from "zod";
import type { KernelName, Problem } from "./problem.ts";
import type { Ridge } from "./ridge.ts";
import type { Spectrum } from "./spectrum.ts";

/** A solver and its options as plain data. */
export interface SolverSpec {
  readonly kind: string;
}

/** Why something cannot be done, and what to do instead. */
export interface Reason {
  readonly problem: string;
  readonly remedy: string;
}

export type Uncertainty = "none" | "variances" | "covariances";

/** What of a prediction is wanted. */
export interface Wanted {
  /** Default: all there are. */
  readonly sets?: readonly ("train" | "test")[] | undefined;
  /** At most what the options of the solver asked for, which is the default. */
  readonly uncertainty?: Uncertainty | undefined;
  /** Whether to tell the training loss and how fast it falls (`Prediction.loss`); default false. */
  readonly loss?: boolean | undefined;
}

/** Outputs are independent and share one covariance, so covariances have no output axis. */
export interface Moments {
  /** [points, O]. */
  readonly mean: NDArray;
  /** [points], never below 0. */
  readonly variance?: NDArray;
  /** [points, points], symmetric. */
  readonly covariance?: NDArray;
}

/** A number that is returned but not to be trusted blindly. */
export interface Warning extends Reason {
  readonly kind: "negative-variance" | "contradicting-kernels" | "not-finite" | "not-reached" | "not-converged" | "unstable";
}

/** The training loss of the mean function at one time, and how fast it falls. Z divides everything: C = L/Z. */
export interface TrainingLoss {
  /** `C = L(f_t(X), y)/Z`. */
  readonly value: number;
  /** The mean of C over all that is random (the draws of batches, the start), where the solver knows it. */
  readonly expected?: number;
  /** What a ridge r adds to what is minimised: `r/(2Z) Σ aᵀ Θ a`, with the dual coefficients a of `f_t = f_0 + Θ(·,X) a`; 0 without a ridge. */
  readonly penalty: number;
  /** `d(value + penalty)/dt`, from how the function moves. */
  readonly slope: number;
  /**
   * What that is by Jacot et al. 2018, section 4: `−⟨d|Φ_Θ|d⟩ = −η Σ dᵀ Θ d`, with `d = (∂L/∂f + r a)/Z` [n, O] and ⟨·|·⟩ the
   * sum over training points: `−(η/Z²) gᵀΘg` without a ridge. It equals `slope` for gradient flow, not with momentum.
   */
  readonly identity: number;
}

/** How a prediction came to be and how far to trust it. */
export interface Report {
  /**
   * `ok`: the numbers are those of the time asked for. `stationary`: for t = Infinity, nothing moves any more. Otherwise they
   * are those of `reached`, or absent, and `trouble` says why: a `limit` that the options set, too many steps, steps that became too
   * small, numbers that overflowed, an iteration that did not converge. `diverging`: the numbers are right (absent where there
   * are none), but the learning rate is too large, so they grow without end.
   */
  readonly status: "ok" | "stationary" | "limit" | "step-limit" | "step-size" | "not-finite" | "no-convergence" | "diverging";
  readonly trouble?: Reason;
  /** The training time that the numbers are those of. */
  readonly reached: number;
  /** What was computed with, and why that. */
  readonly method: { readonly name: string; readonly reason: string };
  /** Steps of integration or iterations: taken, and tried in vain. */
  readonly steps: number;
  readonly rejected: number;
  /** How often the right-hand side was evaluated: one product with the training kernel each. */
  readonly evaluations: number;
  /** Estimate of the largest absolute error of the means, null where there is none. */
  readonly errorEstimate: number | null;
  /** Largest over smallest eigenvalue of the training kernel with its ridge, Infinity where it is singular; absent where not known. */
  readonly conditionNumber?: number;
}

/** η and Z; predictions at time t know only ηt/Z. */
export interface Dynamics {
  readonly learningRate: number;
  readonly normaliser: ResolvedNormaliser;
}

/** Everything that a number depends on besides the kernels and the targets. */
export interface Conventions {
  readonly solver: SolverSpec;
  readonly loss: LossSpec;
  /** The kernel that is decomposed: what drives the motion, or the covariance of the prior. */
  readonly kernel: KernelName;
  /** The ridge as asked, and `absolute`: what was added to the diagonal of that kernel. */
  readonly ridge: Ridge & { readonly absolute: number };
  /** Added to the diagonal beyond the ridge to make a factorisation succeed; 0 unless asked for and needed. */
  readonly jitter: number;
  /** Null where there is no time: a posterior. */
  readonly dynamics: Dynamics | null;
  readonly backend: string;
  readonly dtype: Dtype;
}

export interface Prediction {
  /** Training time t: the number of steps of gradient descent in the limit of small ones, Infinity when done. */
  readonly time: number;
  readonly train?: Moments;
  readonly test?: Moments;
  /** The share of samples whose largest mean output is their class, on the sides predicted whose `Problem.labels` are known. */
  readonly accuracy?: { readonly train?: number; readonly test?: number };
  /** Only where asked for (`Wanted.loss`). */
  readonly loss?: TrainingLoss;
  readonly report: Report;
  readonly warnings: readonly Warning[];
  readonly conventions: Conventions;
}

/** The kernel is no covariance: it has an eigenvalue clearly below zero. */
export interface Indefinite extends Reason {
  readonly status: "indefinite";
  readonly smallestEigenvalue: number;
  readonly largestEigenvalue: number;
}

/** Numerical trouble as a value. */
export type SolverTrouble = Trouble | Indefinite;

/** Z/(ηλ) of the fastest and the slowest mode that moves, of a squared loss; Infinity where how slow is not known. */
export interface TimeConstants {
  readonly fastest: number;
  readonly slowest: number;
}

/** A problem factored once. Plain data: a scope that returns it keeps its tensors alive, `release` frees them. */
export interface SolverState {
  readonly status: "ok";
  readonly conventions: Conventions;
  /** Where to look for what happens; absent without dynamics, and where nothing moves. */
  readonly timeConstants?: TimeConstants | undefined;
  /** Of the training kernel, for a solver that decomposes it: then `held.vectors` are its eigenvectors [n, n], as columns, in the same order. */
  readonly spectrum?: Spectrum | undefined;
  /** Every tensor of this state. */
  readonly held: { readonly [name: string]: Tensor | undefined };
}

/**
 * A kind of solver: factors once (`init`), predicts many times (`at`). Register it with one line in `solvers/index.ts`,
 * or pass it beside the built-in ones: `{ ...solvers, [mine.kind]: mine }`.
 */
export interface Solver<S extends SolverSpec = SolverSpec, State extends SolverState = SolverState> {
  readonly kind: S["kind"];
  /** Options with defaults, units and descriptions. */
  readonly schema: z.ZodType<S>;
  /** Options to show in the docs and to run the tests of every solver on. */
  readonly example: S;
  /** Whether it can solve `problem`, or why not. */
  supports(spec: S, problem: Problem): true | Reason;
  /** The costly part. Throws ShapeMismatch or InvalidData for arrays that do not fit; numerical trouble is a value. */
  init(on: Backend, spec: S, problem: Problem): Promise<State | SolverTrouble>;
  /** Predictions at the given times ≥ 0, in any order. Throws Unsupported for a time or a part that it does not have. */
  at(on: Backend, state: State, times: readonly number[], wanted?: Wanted): Promise<Prediction[]>;
  /**
   * The learning rate at and above which discrete steps diverge on this problem: those that the solver takes, or plain gradient descent for one
   * that follows the flow. Absent for a solver without dynamics; undefined where it is not known.
   */
  maximumLearningRate?(on: Backend, state: State): Promise<number | undefined>;
  /** Papers and equations. */
  readonly references: readonly string[];
}

/** Frees the tensors of a state. */
export function release(on: Backend, { held }: SolverState): void {
  on.dispose(...Object.values(held).filter((tensor) => tensor !== undefined));
}
