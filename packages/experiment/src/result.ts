import type { Conventions, Moments, Warning } from "@ntkit/solvers";
import type { Experiment } from "./schema.ts";

/** A time as JSON holds it: JSON has no infinity. */
export type JsonTime = number | "Infinity";

/** How well the mean prediction does at one time. `accuracy` for classes, `r2` (1 − SSE/SST) for numbers. */
export interface Score {
  /** L(f, y) a sample, outputs summed. */
  readonly loss: number;
  readonly accuracy?: number;
  readonly r2?: number;
}

export interface CurvePoint {
  readonly time: JsonTime;
  readonly train: Score;
  readonly test: Score;
}

/** All that a run found, as JSON, and all that is needed to repeat it. */
export interface ExperimentResult {
  readonly version: 1;
  readonly experiment: Experiment;
  /** Of the experiment with its defaults filled in. */
  readonly hash: string;
  /** Names and versions of the programs that ran it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly data: {
    readonly source: string;
    readonly task: "classification" | "regression";
    readonly train: number;
    readonly test: number;
    readonly features: number;
    readonly outputs: number;
    readonly classNames?: readonly string[];
    readonly targetName?: string;
    readonly encoding: string;
    readonly preparation: readonly unknown[];
  };
  readonly conventions: Conventions;
  readonly spectrum?: {
    /** Descending, of the training kernel without its ridge. */
    readonly eigenvalues: readonly number[];
    readonly conditionNumber: number | "Infinity";
    readonly rank: number;
    /** Above it, gradient descent diverges. */
    readonly maximumLearningRate: number;
  };
  readonly curve: readonly CurvePoint[];
  /** When the test score (accuracy or r2) first came to fractions of its final value. */
  readonly reached: readonly { readonly fraction: number; readonly level: number; readonly time: JsonTime | null }[];
  readonly final: { readonly train: Score; readonly test: Score; readonly meanDeviation?: number };
  readonly warnings: readonly Warning[];
  readonly seconds: Readonly<Record<string, number>>;
}

/** Predictions for the test samples at the end, and the matrices that pictures are made of. */
export interface Outcome {
  readonly result: ExperimentResult;
  readonly final: { readonly test: Moments; readonly train: Moments };
  /** The training kernel that drives the motion [n, n]. */
  readonly kernel: Moments["mean"];
}

export const jsonTime = (time: number): JsonTime => (time === Number.POSITIVE_INFINITY ? "Infinity" : time);
