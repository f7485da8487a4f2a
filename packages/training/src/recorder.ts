import type { z } from "zod";
import type { Moment } from "./moment.ts";
import type { Values } from "./records.ts";

/** A recorder and its options as plain data. */
export interface RecorderSpec {
  readonly kind: string;
}

/**
 * A kind of recorder: what it measures at the steps that its spec names (`at`). Register it with one line in `recorders/index.ts`, or
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
   * Looks at the start of training once and gives the function that measures. Names of values are complete: `loss.train`. Tensors that
   * it makes are freed for it, at the start too: what it remembers are arrays and numbers.
   */
  prepare(spec: S, start: Moment): Promise<(moment: Moment) => Promise<Values>>;
  /** Papers and equations. */
  readonly references: readonly string[];
}
