import { constant } from "./build.ts";
import type { Expr } from "./expression.ts";
import { fold } from "./fold.ts";
import { operations } from "./operations.ts";
import { simplify } from "./simplify.ts";

const zero = constant(0);
const one = constant(1);

/**
 * The derivative of a formula by one variable, from the rules of the operations, simplified. What does not depend on
 * the variable has the derivative 0, even where its factor is infinite. At kinks and jumps it takes the value that
 * the operation's `domain` names (`abs` and `max(x, 0)` have slope 0 at 0; `sign` and comparisons 0 everywhere).
 */
export function differentiate(e: Expr, name: string): Expr {
  const derivative = fold<Expr>(
    e,
    (leaf) => (leaf.op === "variable" && leaf.name === name ? one : zero),
    (node, tangents) => (tangents.every((t) => t === zero) ? zero : operations[node.op].derivative(node.arguments, tangents)),
  );
  return simplify(derivative);
}
