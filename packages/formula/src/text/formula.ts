import { lift } from "../build.ts";
import type { Expr, ExprLike } from "../expression.ts";
import { parse, toExpr } from "./parse-formula.ts";
import type { Syntax } from "./syntax.ts";

const parsed = new WeakMap<TemplateStringsArray, { readonly text: string; readonly syntax: Syntax }>();

/**
 * A formula in the program's own text, with formulas and numbers in its holes:
 *
 *     formula`2/pi * asin(2*${q12} / sqrt((1 + 2*${q11})*(1 + 2*${q22})))`
 *
 * A hole is one operand, as if in brackets. Other names are variables. The text is parsed once.
 * Throws FormulaMistake, in whose text the holes are `$0`, `$1`, ….
 */
export function formula(strings: TemplateStringsArray, ...holes: readonly ExprLike[]): Expr {
  let known = parsed.get(strings);
  if (known === undefined) {
    const text = strings.reduce((joined, part, i) => (i === 0 ? part : `${joined}$${i - 1}${part}`), "");
    known = { text, syntax: parse(text, holes.length, {}) };
    parsed.set(strings, known);
  }
  return toExpr(known.text, known.syntax, holes.map(lift), {});
}
