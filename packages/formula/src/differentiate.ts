import { constant, lift } from "./build.ts";
import type { Expr, ExprLike } from "./expression.ts";
import { fold } from "./fold.ts";
import { operations } from "./operations.ts";
import { simplify } from "./simplify.ts";

const zero = constant(0);
const isZero = (e: Expr): boolean => e.op === "constant" && e.value === 0;

/**
 * The derivative of a formula by one variable, from the rules of the operations, simplified. What does not depend on
 * the variable has the derivative 0, even where its factor is infinite. At kinks and jumps it takes the value that
 * the operation's `domain` names (`abs` and `max(x, 0)` have slope 0 at 0; `sign` and comparisons 0 everywhere).
 */
export function differentiate(e: Expr, name: string): Expr {
  return tangent(e, { [name]: 1 });
}

/**
 * The derivative of a formula along a direction in which its variables move: `Σ_x ∂e/∂x · tangents[x]`, with the
 * conventions of `differentiate`. A variable that is not listed stands still. The tangents are formulas themselves:
 * the derivative of a program, line by line, is the tangent of each line in those before it.
 */
export function tangent(e: Expr, tangents: Readonly<Record<string, ExprLike>>): Expr {
  const derivative = fold<Expr>(
    e,
    (leaf) => (leaf.op === "variable" && Object.hasOwn(tangents, leaf.name) ? lift(tangents[leaf.name]) : zero),
    (node, along) => (along.every(isZero) ? zero : operations[node.op].derivative(node.arguments, along)),
  );
  return simplify(derivative);
}
