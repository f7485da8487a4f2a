import type { FiniteNetwork, Tensors } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import type { z } from "zod";
import type { TrainingData } from "./data.ts";
import type { Model } from "./model.ts";
import type { Values } from "./records.ts";

/** A recorder and its options as plain data. */
export interface RecorderSpec {
  readonly kind: string;
}

/** Outputs [samples, O] as the loss sees them: scaled, and centred if that was asked for. */
export interface Outputs {
  readonly train: NDArray;
  readonly test?: NDArray;
}

/** Training at one step, as recorders see it. */
export interface Moment {
  readonly on: Backend;
  readonly network: FiniteNetwork;
  readonly model: Model;
  readonly step: number;
  readonly parameters: Tensors;
  /** The parameters at which training began. */
  readonly initial: Tensors;
  readonly data: TrainingData;
  readonly loss: ChosenLoss;
  /** Computed when first asked for, and once. */
  outputs(): Promise<Outputs>;
}

/**
 * A kind of recorder: what it measures at the steps that its schedule names. Register it with one line in `recorders/index.ts`, or
 * pass it beside the built-in ones: `{ ...recorders, [mine.kind]: mine }`.
 */
export interface Recorder<S extends RecorderSpec = RecorderSpec> {
  readonly kind: S["kind"];
  /** Options with defaults, units and descriptions. */
  readonly schema: z.ZodType<S>;
  /** Options to show in the docs and to run the tests of every recorder on. */
  readonly example: S;
  /** Whether the linear twin has it too: false for what a linear model never changes. */
  readonly linear: boolean;
  /**
   * Looks at the start of training once and gives the function that measures. Names of values are complete: `loss.train`. What it
   * makes on the backend is freed for it, at the start too: what it remembers are arrays of its own.
   */
  prepare(spec: S, start: Moment): Promise<(moment: Moment) => Promise<Values>>;
  /** Papers and equations. */
  readonly references: readonly string[];
}
