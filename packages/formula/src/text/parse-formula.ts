import { InvalidInput, type Misuse, show, suggestion } from "@ntkit/core";
import { constant, negate, operation, variable } from "../build.ts";
import type { Expr } from "../expression.ts";
import { macros } from "../macros.ts";
import { type OperationName, operations } from "../operations.ts";
import { parser } from "./parser.generated.ts";
import type { Place, Syntax, SyntaxProblem } from "./syntax.ts";

/** A mistake in the text of a formula, with the place where it stands: what a form underlines. */
export class FormulaMistake extends InvalidInput {
  readonly text: string;
  readonly place: Place;

  constructor(misuse: Misuse, text: string, place: Place) {
    const where = place.line === 1 ? `column ${place.column}` : `line ${place.line}, column ${place.column}`;
    super({ ...misuse, problem: `${misuse.problem} at ${where} of ${show(text)}` });
    this.text = text;
    this.place = place;
  }
}

export interface ParseOptions {
  /** The names that may be used as variables; without it, any. They win over the constants `pi` and `e`. */
  readonly variables?: readonly string[];
  /** Where the text stands, for errors: `layers[2].formula`. */
  readonly path?: string | undefined;
}

/**
 * A formula from its text: `"x * tanh(x)"`, `"x > 0 ? x : 0.1*(exp(x) - 1)"`.
 *
 * Numbers, variables, `pi` and `e`; `+ - * /`, `^` or `**` (right associative, before unary minus: −x² is −(x²));
 * one comparison `< <= > >= ==`; `condition ? a : b`; every operation by name, and `relu`, `sigmoid`, `softplus`.
 * Throws FormulaMistake, which says where.
 */
export const parseFormula = (text: string, options: ParseOptions = {}): Expr => toExpr(text, parse(text, 0, options), [], options);

/** The syntax tree of a text in which the holes `$0` … may stand, as many as `holes`. */
export function parse(text: string, holes: number, { path }: ParseOptions): Syntax {
  try {
    return parser.parse(text, { holes });
  } catch (error) {
    if (error instanceof RangeError) throw new FormulaMistake({ path, ...tooDeep }, text, placeAt(text, 0));
    if (!(error instanceof parser.SyntaxError)) throw error;
    const { expected, found, location } = error;
    const misuse = { path, problem: "a formula cannot be read", found: found === null ? "the end" : show(found) };
    throw new FormulaMistake({ ...misuse, remedy: `Expected ${wanted(expected, holes > 0)}.` }, text, location.start);
  }
}

const tooDeep = { problem: "a formula nests too deep", remedy: "Cut it into several formulas." };

/** "a number, a name or "("" */
function wanted(expected: SyntaxProblem["expected"], holes: boolean): string {
  const all = expected.map((e) => e.description ?? (e.type === "end" ? "the end" : show(e.text)));
  const useful = [...new Set(all)].filter((e) => e !== "space" && (holes || e !== "a hole")).sort();
  return useful.length === 1 ? useful[0] : `${useful.slice(0, -1).join(", ")} or ${useful[useful.length - 1]}`;
}

const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

/** The formula of a syntax tree: names looked up, holes filled. */
export function toExpr(text: string, syntax: Syntax, holes: readonly Expr[], { variables, path }: ParseOptions): Expr {
  const mistake = (misuse: Misuse, offset: number) => new FormulaMistake({ path, ...misuse }, text, placeAt(text, offset));

  const named = (name: string, offset: number): Expr => {
    if (variables?.includes(name)) return variable(name);
    if (Object.hasOwn(constants, name)) return constant(constants[name]);
    if (variables === undefined) return variable(name);
    if (isOperation(name) || Object.hasOwn(macros, name)) {
      throw mistake({ problem: "a function without arguments", found: name, remedy: `Write ${name}(…).` }, offset);
    }
    throw mistake({ problem: "unknown variable", found: show(name), remedy: suggestion(name, [...variables, ...Object.keys(constants)]) }, offset);
  };

  const checked = (name: string, args: readonly Expr[], arity: number, offset: number) => {
    if (args.length === arity) return args;
    const problem = `${name} takes ${arity === 1 ? "one argument" : `${arity} arguments`}`;
    throw mistake({ problem, found: String(args.length), remedy: "Give as many as it takes." }, offset);
  };

  const called = (name: string, args: readonly Expr[], offset: number): Expr => {
    if (isOperation(name)) return operation(name, checked(name, args, operations[name].arity, offset));
    if (Object.hasOwn(macros, name)) return macros[name](checked(name, args, 1, offset)[0]);
    const all = [...Object.keys(operations), ...Object.keys(macros)];
    throw mistake({ problem: "unknown function", found: show(name), remedy: suggestion(name, all) }, offset);
  };

  const convert = (s: Syntax): Expr => {
    switch (s.kind) {
      case "number":
        if (Object.is(s.value, -0)) return negate(0);
        if (Number.isFinite(s.value)) return constant(s.value);
        throw mistake({ problem: "a number is too large", remedy: "The largest is about 1.8e308." }, s.offset);
      case "hole":
        return holes[s.index];
      case "operation":
        return operation(s.op, s.arguments.map(convert));
      case "name":
        return named(s.name, s.offset);
      case "call":
        return called(s.name, s.arguments.map(convert), s.offset);
    }
  };
  try {
    return convert(syntax);
  } catch (error) {
    throw error instanceof RangeError ? mistake(tooDeep, 0) : error;
  }
}

const isOperation = (name: string): name is OperationName => Object.hasOwn(operations, name);

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { offset, line: before.length, column: before[before.length - 1].length + 1 };
}
