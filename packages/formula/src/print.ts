import type { Expr, Operation } from "./expression.ts";
import type { OperationName } from "./operations.ts";

/** How tightly a printed formula binds, as in grammar.peggy. */
const binding = { conditional: 0, comparison: 1, sum: 2, product: 3, unary: 4, power: 5, operand: 6 } as const;

interface Infix {
  readonly sign: string;
  readonly own: number;
  /** How tightly the operand on each side must bind to need no brackets. */
  readonly left: number;
  readonly right: number;
}

const comparison = (sign: string): Infix => ({ sign: ` ${sign} `, own: binding.comparison, left: binding.sum, right: binding.sum });

const infix: { readonly [op in OperationName]?: Infix } = {
  add: { sign: " + ", own: binding.sum, left: binding.sum, right: binding.product },
  subtract: { sign: " - ", own: binding.sum, left: binding.sum, right: binding.product },
  multiply: { sign: " * ", own: binding.product, left: binding.product, right: binding.unary },
  divide: { sign: " / ", own: binding.product, left: binding.product, right: binding.unary },
  power: { sign: "^", own: binding.power, left: binding.operand, right: binding.unary },
  less: comparison("<"),
  lessEqual: comparison("<="),
  greater: comparison(">"),
  greaterEqual: comparison(">="),
  equal: comparison("=="),
};

/**
 * A formula as text with no needless brackets. `parseFormula` reads it back as an equal formula, if the variables are
 * identifiers and are named to it (so that a variable `e` is not taken for 2.718…).
 */
export const print = (e: Expr): string => printed(e).text;

interface Printed {
  readonly text: string;
  readonly own: number;
}

function printed(e: Expr): Printed {
  if (e.op === "constant") return { text: String(e.value), own: e.value < 0 ? binding.unary : binding.operand };
  if (e.op === "variable") return { text: e.name, own: binding.operand };
  const signs = infix[e.op];
  if (signs !== undefined) {
    const [left, right] = e.arguments;
    return { text: `${bracketed(left, signs.left)}${signs.sign}${bracketed(right, signs.right)}`, own: signs.own };
  }
  if (e.op === "negate") return { text: `-${negated(e.arguments[0])}`, own: binding.unary };
  if (e.op === "select") return conditional(e);
  return { text: `${e.op}(${e.arguments.map(print).join(", ")})`, own: binding.operand };
}

function bracketed(e: Expr, needed: number): string {
  const { text, own } = printed(e);
  return own < needed ? `(${text})` : text;
}

/** `-2` is a constant, so the negative of the constant 2 is `-(2)`. */
const negated = (e: Expr): string => (e.op === "constant" && e.value >= 0 ? `(${e.value})` : bracketed(e, binding.unary));

function conditional({ arguments: [condition, ifTrue, ifFalse] }: Operation): Printed {
  return { text: `${bracketed(condition, binding.comparison)} ? ${print(ifTrue)} : ${print(ifFalse)}`, own: binding.conditional };
}
