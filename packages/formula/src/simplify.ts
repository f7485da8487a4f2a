import { constant, negate } from "./build.ts";
import type { Expr, Operation } from "./expression.ts";
import { fold } from "./fold.ts";
import { interner } from "./intern.ts";
import { operations } from "./operations.ts";

const isConstant = (e: Expr, value: number): boolean => e.op === "constant" && e.value === value;

/**
 * Folds constants and applies the identities that hold to the last bit for every value of the variables, infinities,
 * NaN and both zeros among them: `x·1`, `x/1`, `x−0`, `x¹` → x; `x⁰` → 1; `x·(−1)` → −x; `−(−x)` → x; a select with
 * a constant condition or equal branches; `min(x, x)`, `max(x, x)` → x. Nothing is re-associated or factored, so
 * what remains rounds as before.
 *
 * Left alone on purpose: `0·x` (NaN where x is infinite, −0 where x is negative), `x+0` (turns −0 into 0), `x−x` and
 * `x/x` (NaN where x is infinite), and constants whose value is not finite or is −0 (no JSON for them).
 */
export function simplify(e: Expr): Expr {
  const intern = interner();
  return fold<Expr>(e, intern, (node, args) => {
    const reduced = reduce(args.every((argument, i) => argument === node.arguments[i]) ? node : { op: node.op, arguments: args });
    return intern(reduced);
  });
}

function reduce(node: Operation): Expr {
  const values = node.arguments.flatMap((a) => (a.op === "constant" ? [a.value] : []));
  if (values.length === node.arguments.length) {
    const value = operations[node.op].evaluate(...values);
    return Number.isFinite(value) && !Object.is(value, -0) ? constant(value) : node;
  }
  return identity(node) ?? node;
}

const negated = (e: Expr): Expr => (e.op === "negate" ? e.arguments[0] : negate(e));

/** The expression that an operation on simplified (and interned) arguments always equals, if there is a simpler one. */
function identity({ op, arguments: [a, b, c] }: Operation): Expr | undefined {
  switch (op) {
    case "subtract":
      return isConstant(b, 0) ? a : undefined;
    case "multiply":
      if (isConstant(a, 1)) return b;
      if (isConstant(b, 1)) return a;
      if (isConstant(a, -1)) return negated(b);
      return isConstant(b, -1) ? negated(a) : undefined;
    case "divide":
      return isConstant(b, 1) ? a : undefined;
    case "power":
      if (isConstant(b, 0)) return constant(1);
      return isConstant(b, 1) ? a : undefined;
    case "negate":
      return a.op === "negate" ? negated(a) : undefined;
    case "min":
    case "max":
      return a === b ? a : undefined;
    case "select":
      if (a.op === "constant") return a.value ? b : c;
      return b === c ? b : undefined;
    default:
      return undefined;
  }
}
