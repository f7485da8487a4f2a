import type { Backend, Tensor } from "@ntkit/backend";
import type { z } from "zod";

/** A loss as plain data: its kind and that kind's fields. */
export interface LossSpec {
  readonly kind: string;
}

/**
 * A kind of loss `L(f, y)`, summed over samples and outputs: the normaliser Z (normaliser.ts) divides it, never the loss itself.
 * Outputs may be coupled (a softmax), samples may not. Register it with one line in `losses/index.ts`, or pass it beside
 * the built-in ones: `{ ...losses, [mine.kind]: mine }`.
 */
export interface Loss<S extends LossSpec = LossSpec> {
  readonly kind: S["kind"];
  /** Fields with defaults, units and descriptions. */
  readonly schema: z.ZodType<S>;
  /** A spec to show in the docs and to run the tests of every loss on. */
  readonly example: S;
  /** True only where the gradient is `f − y` exactly: what the closed forms of linear dynamics stand on. */
  readonly quadratic: boolean;
  /** The loss of every sample [n], its outputs summed, of predictions f [n, O] against targets y [n, O]. */
  value(on: Backend, spec: S, predictions: Tensor, targets: Tensor): Tensor;
  /** `∂L/∂f` [n, O]. */
  gradient(on: Backend, spec: S, predictions: Tensor, targets: Tensor): Tensor;
  /** Papers and equations. */
  readonly references: readonly string[];
}
