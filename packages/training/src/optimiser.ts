import type { Expr } from "@ntkit/formula";
import type { z } from "zod";

/** An optimiser and its options as plain data. */
export interface OptimiserSpec {
  readonly kind: string;
  /** η: what the gradient of the loss L/Z is multiplied by, a step. */
  readonly learningRate: number;
}

/**
 * A kind of optimiser: formulas that hold for every number of every parameter, in the variables `w` (the parameter), `gradient`
 * (of the loss L/Z), its own slots and scalars. Register it with one line in `optimisers/index.ts`, or pass it beside the
 * built-in ones: `{ ...optimisers, [mine.kind]: mine }`.
 */
export interface Optimiser<S extends OptimiserSpec = OptimiserSpec> {
  readonly kind: S["kind"];
  /** Options with defaults, units and descriptions. */
  readonly schema: z.ZodType<S>;
  /** Options to show in the docs and to run the tests of every optimiser on. */
  readonly example: S;
  /** What is remembered for every number of every parameter from step to step; 0 at the start. */
  readonly slots: readonly string[];
  /** Numbers that are the same for all parameters but change from step to step, counted from 1. */
  scalars?(spec: S, step: number): Readonly<Record<string, number>>;
  /** Where the gradient is taken, in `w` and the slots; absent or undefined: at `w`. */
  lookAhead?(spec: S): Expr | undefined;
  /** The new values of `w` and of every slot. */
  update(spec: S): Readonly<Record<string, Expr>>;
  /**
   * On a quadratic loss of curvature λ, steps with the learning rate η shrink the error if and only if ηλ is below this.
   * Absent where no such number is known.
   */
  stableLimit?(spec: S): number;
  /** Papers and equations. */
  readonly references: readonly string[];
}
