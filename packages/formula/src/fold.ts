import type { Expr, Operation } from "./expression.ts";

/**
 * Computes a value for an expression from the values of its arguments, bottom up, left to right. Each shared sub-object is visited
 * once, and the stack is explicit: neither a network unrolled into one expression nor a sum of 10⁵ terms is too much.
 *
 * `leaf` gets constants and variables, `node` an operation with the values of its arguments.
 */
export function fold<T>(
  root: Expr,
  leaf: (e: Exclude<Expr, Operation>) => T,
  node: (e: Operation, values: readonly T[]) => T,
  done: Map<Expr, T> = new Map<Expr, T>(),
): T {
  const stack: Expr[] = [root];
  while (stack.length > 0) {
    const e = stack[stack.length - 1];
    if (done.has(e)) {
      stack.pop();
    } else if (isLeaf(e)) {
      done.set(e, leaf(e));
      stack.pop();
    } else {
      const missing = e.arguments.filter((argument) => !done.has(argument));
      if (missing.length > 0) {
        stack.push(...missing.reverse());
      } else {
        done.set(
          e,
          node(
            e,
            e.arguments.map((argument) => done.get(argument) as T),
          ),
        );
        stack.pop();
      }
    }
  }
  return done.get(root) as T;
}

const isLeaf = (e: Expr): e is Exclude<Expr, Operation> => e.op === "constant" || e.op === "variable";
