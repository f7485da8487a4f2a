import type { NDArray } from "@ntkit/core";
import type { FittedStep } from "@ntkit/datasets";
import type { Conventions, Moments, Warning } from "@ntkit/solvers";
import type { Encoding, Experiment } from "./schema.ts";
import type { Score } from "./score.ts";

/** A number as JSON holds it: JSON has no infinity. */
export type JsonNumber = number | "Infinity";

export interface CurvePoint {
  readonly time: JsonNumber;
  readonly train: Score;
  readonly test: Score;
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
  readonly spectrum?: {
    /** Descending, of the training kernel without its ridge. */
    readonly eigenvalues: readonly number[];
    /** Of the kernel with its ridge, like the rest. */
    readonly conditionNumber: JsonNumber;
    readonly rank: number;
    /** Above it, gradient descent diverges. */
    readonly maximumLearningRate: JsonNumber;
  };
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
