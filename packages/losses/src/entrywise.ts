import type { ElementwiseProgram } from "@ntkit/backend";
import type { Expr } from "@ntkit/formula";
import type { Loss, LossSpec } from "./loss.ts";

/** A loss whose outputs do not meet: `L = Σ ℓ(f, y)`, with ℓ and dℓ/df as formulas in the variables `f` and `y`. */
export interface EntrywiseLoss<S extends LossSpec> extends Omit<Loss<S>, "value" | "gradient"> {
  /** `ℓ(f, y)`. */
  entry(spec: S): Expr;
  /** `dℓ/df`, which the symbolic derivative of `entry` must equal. */
  entryGradient(spec: S): Expr;
}

/** The plumbing of an entrywise loss, once for all of them. */
export function entrywise<S extends LossSpec>(loss: EntrywiseLoss<S>): Loss<S> & EntrywiseLoss<S> {
  return {
    ...loss,
    value: (on, spec, f, y) => on.sum(on.fused(program(loss.entry(spec)), { entries: { f, y } })[0], 1),
    gradient: (on, spec, f, y) => on.fused(program(loss.entryGradient(spec)), { entries: { f, y } })[0],
  };
}

const program = (value: Expr): ElementwiseProgram => ({
  stages: [{ kind: "formula", assignments: [{ name: "result", value }] }],
  outputs: ["result"],
});
