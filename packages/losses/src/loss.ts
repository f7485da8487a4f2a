import type { Backend, Tensor } from "@ntkit/backend";
import type { z } from "zod";

/** A loss as plain data: its kind and that kind's fields. */
export interface LossSpec {
  readonly kind: string;
}

/**
 * What targets may be: any numbers; `signs`, −1 or +1 each; `probabilities`, from 0 to 1, each sample's summing to 1, so
 * at least two outputs.
 */
export type TargetDomain = "any" | "signs" | "probabilities";

/** `∂²L/∂f²`, where it exists. Samples never meet, so there is one block for each: `diagonal` [n, O], or `blocks` [n, O, O]. */
export interface Hessian {
  readonly form: "diagonal" | "blocks";
  at(on: Backend, predictions: Tensor, targets: Tensor): Tensor;
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
  /** Default `any`. */
  readonly targets?: TargetDomain;
  /** The loss of every sample [n], its outputs summed, of predictions f [n, O] against targets y [n, O]. */
  value(on: Backend, spec: S, predictions: Tensor, targets: Tensor): Tensor;
  /** `∂L/∂f` [n, O]. */
  gradient(on: Backend, spec: S, predictions: Tensor, targets: Tensor): Tensor;
  /** Absent where it is not known, or the gradient jumps. */
  hessian?(spec: S): Hessian | undefined;
  /** The largest eigenvalue that the Hessian of a sample has anywhere; absent where not known. */
  curvature?(spec: S): number | undefined;
  /** Whether the gradient jumps somewhere, so that a flow slides along the kink; default false. */
  kinked?(spec: S): boolean;
  /** Papers and equations. */
  readonly references: readonly string[];
}
