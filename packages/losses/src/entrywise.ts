import type { Expr } from "@ntkit/formula";
import type { Loss, LossSpec } from "./loss.ts";
import { entrywiseProgram } from "./program.ts";

/** A loss whose outputs do not meet: `L = Σ ℓ(f, y)`, with ℓ, dℓ/df and d²ℓ/df² as formulas in the variables `f` and `y`. */
export interface EntrywiseLoss<S extends LossSpec> extends Omit<Loss<S>, "value" | "gradient" | "hessian"> {
  /** `ℓ(f, y)`. */
  entry(spec: S): Expr;
  /** `dℓ/df`, which the symbolic derivative of `entry` must equal. */
  entryGradient(spec: S): Expr;
  /** `d²ℓ/df²`, where it exists; at a kink of the gradient, one of its two values. */
  entryHessian?(spec: S): Expr | undefined;
}

/** The plumbing of an entrywise loss, once for all of them. */
export function entrywise<S extends LossSpec>(loss: EntrywiseLoss<S>): Loss<S> & EntrywiseLoss<S> {
  return {
    ...loss,
    value: (on, spec, f, y) => on.sum(entrywiseProgram(on, loss.entry(spec), { entries: { f, y } }), 1),
    gradient: (on, spec, f, y) => entrywiseProgram(on, loss.entryGradient(spec), { entries: { f, y } }),
    hessian(spec) {
      const entry = loss.entryHessian?.(spec);
      return entry && { form: "diagonal", at: (on, f, y) => entrywiseProgram(on, entry, { entries: { f, y } }) };
    },
  };
}
