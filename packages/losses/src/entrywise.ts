import { entrywise as runFormula } from "@ntkit/backend";
import type { Expr } from "@ntkit/formula";
import type { Loss, LossSpec } from "./loss.ts";

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
  const entry = oncePerSpec(loss.entry);
  const entryGradient = oncePerSpec(loss.entryGradient);
  return {
    ...loss,
    value: (on, spec, f, y) => on.sum(runFormula(on, entry(spec), { entries: { f, y } }), 1),
    gradient: (on, spec, f, y) => runFormula(on, entryGradient(spec), { entries: { f, y } }),
    hessian(spec) {
      const second = loss.entryHessian?.(spec);
      return second && { form: "diagonal", at: (on, f, y) => runFormula(on, second, { entries: { f, y } }) };
    },
  };
}

/** A backend plans and compiles a formula object once, so each spec keeps its own. */
function oncePerSpec<S extends LossSpec>(make: (spec: S) => Expr): (spec: S) => Expr {
  const made = new WeakMap<S, Expr>();
  return (spec) => {
    const formula = made.get(spec) ?? make(spec);
    made.set(spec, formula);
    return formula;
  };
}
