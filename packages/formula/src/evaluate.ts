import { show, suggestion, UnknownName } from "@ntkit/core";
import type { Expr } from "./expression.ts";
import { fold } from "./fold.ts";
import { operations } from "./operations.ts";

/**
 * The value of a formula for given values of its variables: the reference that every other evaluator equals to the
 * last bit. Throws UnknownName for a variable without a value.
 */
export function evaluate(e: Expr, values: Readonly<Record<string, number>> = {}): number {
  return fold<number>(
    e,
    (leaf) => {
      if (leaf.op === "constant") return leaf.value;
      if (Object.hasOwn(values, leaf.name)) return values[leaf.name];
      throw unknownVariable(leaf.name, Object.keys(values));
    },
    (node, args) => operations[node.op].evaluate(...args),
  );
}

/** The error for a variable that nothing binds. */
export const unknownVariable = (name: string, known: readonly string[], path?: string): UnknownName =>
  new UnknownName({ path, problem: "unknown variable in a formula", found: show(name), remedy: suggestion(name, known) });
