import type { Expr } from "./expression.ts";

/**
 * Gives equal expressions the same object: `intern(e)` is `e`, or the equal expression seen before, if the arguments
 * of `e` were interned by the same function. Equality of structure is then equality of objects.
 */
export function interner(): (e: Expr) => Expr {
  const known = new Map<string, Expr>();
  const numbers = new Map<Expr, number>();
  return (e) => {
    const key = keyOf(e, numbers);
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, e);
    numbers.set(e, numbers.size);
    return e;
  };
}

function keyOf(e: Expr, numbers: ReadonlyMap<Expr, number>): string {
  if (e.op === "constant") return `=${e.value}`;
  if (e.op === "variable") return `$${e.name}`;
  return `${e.op}(${e.arguments.map((argument) => numbers.get(argument)).join()})`;
}
