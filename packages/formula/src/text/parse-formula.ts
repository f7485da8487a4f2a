import { InvalidInput, type Misuse, show, suggestion } from "@ntkit/core";
import { constant, operation, variable } from "../build.ts";
import type { Expr } from "../expression.ts";
import { macros } from "../macros.ts";
import { operations } from "../operations.ts";
import { parser } from "./parser.generated.ts";
import type { Place, Syntax } from "./syntax.ts";

/** A mistake in the text of a formula, with the place where it stands. */
export class FormulaMistake extends InvalidInput {
  readonly text: string;
  readonly place: Place;

  constructor(misuse: Misuse, text: string, place: Place) {
    super({ ...misuse, problem: `${misuse.problem} at line ${place.line}, column ${place.column} of "${text}"` });
    this.text = text;
    this.place = place;
  }
}

const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

export interface ParseOptions {
  /** The names that may be used as variables; without it, any. They win over the constants `pi` and `e`. */
  readonly variables?: readonly string[];
  /** Where the text stands, for errors: `layers[2].formula`. */
  readonly path?: string;
}

/**
 * A formula from its text: `"x * tanh(x)"`, `"x > 0 ? x : 0.1*(exp(x) - 1)"`.
 *
 * Numbers, variables, `pi` and `e`; `+ - * /`, `^` or `**` (right associative, before unary minus: −x² is −(x²));
 * one comparison `< <= > >= ==`; `condition ? a : b`; and every operation and macro by name.
 * Throws FormulaMistake, which says where.
 */
export const parseFormula = (text: string, options: ParseOptions = {}): Expr => toExpr(text, parse(text, 0, options), options, []);

/** The syntax tree of a text with `holes` holes. */
export function parse(text: string, holes: number, { path }: ParseOptions): Syntax {
  try {
    return parser.parse(text, { holes });
  } catch (error) {
    if (!(error instanceof parser.SyntaxError)) throw error;
    const expected = [...new Set((error.expected ?? []).map((e) => e.description ?? (e.type === "end" ? "the end" : show(e.text))))];
    const wanted = expected.filter((e) => e !== "space");
    throw new FormulaMistake(
      {
        path,
        problem: "a formula cannot be read",
        found: error.found === null ? "the end" : show(error.found),
        remedy: `Expected ${wanted.length > 1 ? `${wanted.slice(0, -1).join(", ")} or ` : ""}${wanted.at(-1)}.`,
      },
      text,
      error.location.start,
    );
  }
}

/** Looks the names of a syntax tree up. */
export function toExpr(text: string, syntax: Syntax, options: ParseOptions, holes: readonly Expr[]): Expr {
  const mistake = (misuse: Misuse, offset: number) => new FormulaMistake({ path: options.path, ...misuse }, text, placeAt(text, offset));
  const convert = (s: Syntax): Expr => {
    switch (s.kind) {
      case "number":
        return constant(s.value);
      case "hole":
        return holes[s.index];
      case "operation":
        return operation(s.op, s.arguments.map(convert));
      case "name":
        return name(s.name, s.offset);
      case "call":
        return call(s.name, s.arguments.map(convert), s.offset);
    }
  };
  const name = (known: string, offset: number): Expr => {
    if (options.variables?.includes(known)) return variable(known);
    if (Object.hasOwn(constants, known)) return constant(constants[known]);
    if (options.variables === undefined) return variable(known);
    const all = [...options.variables, ...Object.keys(constants)];
    throw mistake({ problem: "unknown variable", found: show(known), remedy: suggestion(known, all) }, offset);
  };
  const call = (known: string, args: readonly Expr[], offset: number): Expr => {
    const isMacro = Object.hasOwn(macros, known);
    if (!isMacro && !isOperation(known)) {
      const all = [...Object.keys(operations), ...Object.keys(macros)];
      throw mistake({ problem: "unknown function", found: show(known), remedy: suggestion(known, all) }, offset);
    }
    const arity = isOperation(known) ? operations[known].arity : 1;
    if (args.length !== arity) {
      throw mistake({ problem: `${known} takes ${arity} argument${arity === 1 ? "" : "s"}`, found: String(args.length), remedy: "Give as many." }, offset);
    }
    return isOperation(known) ? operation(known, args) : macros[known](args[0]);
  };
  return convert(syntax);
}

const isOperation = (name: string): name is keyof typeof operations => Object.hasOwn(operations, name);

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { offset, line: before.length, column: before[before.length - 1].length + 1 };
}
