import type { Trouble } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import type { FittedStep } from "@ntkit/datasets";
import type { Evaluation } from "@ntkit/kernels";
import type { Conventions, Moments, Report, Warning } from "@ntkit/solvers";
import type { Encoding, Experiment } from "./schema.ts";
import type { Score } from "./score.ts";

/** A number as JSON holds it: JSON has no infinity. */
export type JsonNumber = number | "Infinity";

export interface CurvePoint {
  readonly time: JsonNumber;
  readonly train: Score;
  readonly test: Score;
}

/** Estimates of the error on new samples, in the mean over outputs of squared errors, without any. */
export interface Estimates {
  readonly status: "ok";
  /** The kernel alignment risk estimator, which is generalised cross-validation. */
  readonly kare: number;
  /** Of n regressions that leave one sample out each, and how often they name its class. */
  readonly leaveOneOut: { readonly error: number; readonly accuracy?: number };
  /** `log p(y)` of the Gaussian process, where the kernel is the covariance of one; the ridge is its noise. */
  readonly logMarginalLikelihood?: number;
}

/** All that a run found, as JSON, and all that is needed to repeat it. */
export interface ExperimentResult {
  readonly version: 1;
  /** With every default filled in, those that the data decide (split, targets) too. */
  readonly experiment: Experiment;
  /** Of `experiment`: equal for experiments written differently but the same. */
  readonly hash: string;
  /** Names and versions of the programs that ran it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly data: {
    readonly source: string;
    /** Of the file that the samples come from, in hexadecimal digits. */
    readonly sha256?: string;
    readonly task: "classification" | "regression";
    readonly train: number;
    readonly test: number;
    readonly features: number;
    readonly outputs: number;
    readonly classNames?: readonly string[];
    readonly targetName?: string;
    readonly encoding: Encoding;
    /** The steps with the numbers that training gave them. */
    readonly preparation: readonly FittedStep[];
  };
  readonly conventions: Conventions;
  /** How the training kernel was computed: entry by entry, or by a table in the angle. */
  readonly evaluation: Evaluation;
  /** Of the training kernel, where the solver decomposes it. */
  readonly spectrum?: {
    /** Descending, without the ridge. */
    readonly eigenvalues: readonly number[];
    /** With the ridge. */
    readonly conditionNumber: JsonNumber;
    readonly rank: number;
    /** `exp(H(λ/Σλ))`, without the ridge. */
    readonly effectiveRank: number;
    /** `(Σλ)²/Σλ²`, without the ridge. */
    readonly participationRatio: number;
    /** `Σ λ/(λ + r)`: how many modes the ridge leaves free; without one the rank. */
    readonly effectiveDimension: number;
    /** Which modes carry the targets: the share of ‖y‖² in each, all outputs together, in the order of the eigenvalues. */
    readonly targetShares: readonly number[];
  };
  /** `⟨K, yyᵀ⟩/(‖K‖ ‖yyᵀ‖)` of the training kernel, plain and with both centred. */
  readonly alignment: { readonly plain: number; readonly centred: number };
  /** What kernel regression, with its ridge, is worth by the training samples alone; for a squared loss and a solver that factors the kernel. */
  readonly estimates?: Estimates | { readonly status: Trouble["status"]; readonly problem: string; readonly remedy: string };
  /** From it on the steps of the solver diverge, those of plain gradient descent for a solver of the flow; absent without dynamics. */
  readonly maximumLearningRate?: JsonNumber;
  /** How the end of training was come to, and how far it is to be trusted. */
  readonly report: Omit<Report, "reached" | "conditionNumber"> & { readonly reached: JsonNumber; readonly conditionNumber?: JsonNumber };
  /** From t = 0 to infinity; infinity alone for a solver that knows no time. */
  readonly curve: readonly CurvePoint[];
  /** When the test score (accuracy or r2) first came to fractions of its final value; none if there is nothing to come to. */
  readonly reached: readonly { readonly fraction: number; readonly level: number; readonly time: number | null }[];
  /** `meanDeviation`: mean of the predicted standard deviations of the test samples, in the units of the loss. */
  readonly final: { readonly train: Score; readonly test: Score; readonly meanDeviation?: number };
  readonly warnings: readonly Warning[];
  readonly seconds: Readonly<Record<string, number>>;
}

/** Predictions at the end of training, and the matrix that pictures are made of. */
export interface Outcome {
  readonly result: ExperimentResult;
  readonly final: { readonly test: Moments; readonly train: Moments };
  /** The training kernel that drives the motion [n, n]. */
  readonly kernel: NDArray;
}

export const jsonNumber = (value: number): JsonNumber => (value === Number.POSITIVE_INFINITY ? "Infinity" : value);
