import type { Dtype } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import type { ResolvedNormaliser } from "@ntkit/losses";
import type { Checkpoint } from "./checkpoint.ts";
import type { LearningRateLimit } from "./learning-rate.ts";
import type { Outputs } from "./moment.ts";
import type { Reason } from "./reason.ts";
import type { Records } from "./records.ts";
import type { TrainingSettings } from "./settings.ts";

/** Arrays by name. */
export type Parameters = Readonly<Record<string, NDArray>>;

/** Everything that the numbers depend on besides network, data and initial parameters. */
export interface TrainingConventions {
  readonly settings: TrainingSettings;
  readonly normaliser: ResolvedNormaliser;
  readonly backend: string;
  readonly dtype: Dtype;
}

export interface TrainingResult {
  /**
   * `finished`: all steps are done, or the wanted loss is reached. `stopped`: by the signal or the time limit; what is done is kept.
   * `diverged`: the loss is not finite, or has risen beyond a million times its first value; `trouble` says what to do.
   */
  readonly status: "finished" | "stopped" | "diverged";
  readonly reason: "steps" | "loss" | "signal" | "seconds" | "diverged";
  readonly trouble?: Reason;
  /** Steps done. */
  readonly step: number;
  /** After the last step. Not finite where training diverged. */
  readonly parameters: Parameters;
  /** What was recorded at its steps, and after the last one. */
  readonly records: Records;
  /** `L/Z` after the last step. */
  readonly loss: { readonly train: number; readonly test?: number };
  /** Outputs after the last step, as the loss sees them. */
  readonly outputs: Outputs;
  /** The largest stable learning rate where training began, if it was looked for and is known. */
  readonly limit?: LearningRateLimit;
  /** Where it stands, to go on from: \`train({ …, resume })\`. Absent where training diverged. */
  readonly checkpoint?: Checkpoint;
  readonly warnings: readonly Reason[];
  readonly conventions: TrainingConventions;
  readonly seconds: number;
}

/** What training says while it goes on. */
export type TrainingEvent =
  | { readonly kind: "warning"; readonly warning: Reason }
  | { readonly kind: "checkpoint"; readonly checkpoint: Checkpoint }
  | { readonly kind: "record"; readonly step: number; readonly numbers: Readonly<Record<string, number>> }
  /** `loss`: the last that was looked at, on the batch at hand. */
  | { readonly kind: "progress"; readonly done: number; readonly total: number; readonly loss: number };

/** Awaited, so that a screen may be drawn or a file written; not during progress. */
export type TrainingListener = (event: TrainingEvent) => void | Promise<void>;
