import { lift } from "./build.ts";
import type { Expr, ExprLike } from "./expression.ts";
import { fold } from "./fold.ts";

/** The formula with variables replaced, all at once; names that are not mentioned stay. */
export function substitute(e: Expr, replacements: Readonly<Record<string, ExprLike>>): Expr {
  return fold<Expr>(
    e,
    (leaf) => (leaf.op === "variable" && Object.hasOwn(replacements, leaf.name) ? lift(replacements[leaf.name]) : leaf),
    (node, args) => (args.every((argument, i) => argument === node.arguments[i]) ? node : { op: node.op, arguments: args }),
  );
}

/** The names of the variables of a formula, each once, in order of first appearance from left to right. */
export function variablesOf(e: Expr): string[] {
  const names = new Set<string>();
  fold<void>(
    e,
    (leaf) => {
      if (leaf.op === "variable") names.add(leaf.name);
    },
    () => {},
  );
  return [...names];
}
