import type { NDArray } from "@ntkit/core";
import type { Conventions } from "@ntkit/solvers";
import type { Checkpoint, Curve, Distances, Parameters, Reason, TrainingConventions, TrainingResult } from "@ntkit/training";
import type { ExperimentResult, JsonNumber } from "../result.ts";
import type { Experiment } from "../schema.ts";
import type { Score } from "../score.ts";
import type { EnsembleReport } from "./ensemble.ts";
import type { TrainingSection } from "./section.ts";
import type { WidthsReport } from "./widths.ts";

/** Whose outputs: of the network; of its linear twin; by its empirical NTK at the start; by the analytic kernels. */
export type CurveName = "network" | "linear" | "empirical" | "theory";

/** How well one of them does, step by step. */
export interface ScoreCurve {
  readonly steps: readonly number[];
  readonly train: readonly Score[];
  readonly test: readonly Score[];
  /** Whether step k stands for step k of the optimiser on a network whose kernel stays as it is. */
  readonly exact: boolean;
  /** What is different where it is not. */
  readonly notes: readonly string[];
}

/** All that training found, as JSON, and all that is needed to repeat it. */
export interface TrainingReport {
  readonly version: 1;
  /** With every default filled in, those that the data decide too. */
  readonly experiment: Experiment & { readonly training: TrainingSection };
  readonly hash: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly data: ExperimentResult["data"];
  /** Of the first network. `stopped`: what is done is here, the rest is not. */
  readonly status: TrainingResult["status"];
  readonly reason: TrainingResult["reason"];
  readonly trouble?: Reason;
  /** Steps done. */
  readonly step: number;
  readonly network: { readonly parameters: number; readonly trained: number };
  readonly conventions: { readonly training: TrainingConventions; readonly empirical?: Conventions; readonly theory?: Conventions };
  /** The one that was used, and from where on training is unstable: at the start of the network, and on the analytic kernel. */
  readonly learningRate: { readonly value: number; readonly limit?: JsonNumber; readonly theoryLimit?: JsonNumber };
  readonly curves: Readonly<Partial<Record<CurveName, ScoreCurve>>>;
  /** Why a curve is not there. */
  readonly absent: Readonly<Partial<Record<CurveName, Reason>>>;
  /** How far the outputs of the network are from those of each other curve. */
  readonly distances: Readonly<Partial<Record<CurveName, { readonly train: Distances; readonly test: Distances }>>>;
  /** What was recorded of the network by name: `weight-change.layers[0]`, `ntk.drift`, `ntk.distance`, `sharpness`, … */
  readonly records: Readonly<Record<string, Curve>>;
  readonly widths?: WidthsReport;
  readonly ensemble?: EnsembleReport;
  readonly warnings: readonly Reason[];
  readonly seconds: Readonly<Record<string, number>>;
}

/** Outputs at the last step that all of them have. */
export interface LastOutputs {
  readonly step: number;
  /** [n, O] and [m, O] by curve. */
  readonly train: Readonly<Partial<Record<CurveName, NDArray>>>;
  readonly test: Readonly<Partial<Record<CurveName, NDArray>>>;
  /** Of the infinitely wide ensemble, [m]. */
  readonly testVariance?: NDArray;
}

/** What training gives: its report, and the arrays that files and pictures are made of. */
export interface TrainingOutcome {
  readonly report: TrainingReport;
  readonly outputs: LastOutputs;
  readonly parameters: Parameters;
  /** Of every network that was trained, to go on from, by the name of its training. */
  readonly checkpoints: Readonly<Record<string, Checkpoint>>;
}
