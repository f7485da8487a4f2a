import { InvalidInput, lookUp, show, suggestion, UnknownName } from "@ntkit/core";
import * as build from "../build.ts";
import { unknownVariable } from "../evaluate.ts";
import type { Expr } from "../expression.ts";
import { fold } from "../fold.ts";
import type { OperationRule } from "../operations/rule.ts";
import { type OperationName, operations } from "../operations.ts";

/** `name := value`. */
export interface NamedFormula {
  readonly name: string;
  readonly value: Expr;
}

/** What a kernel computes: see `compile`. */
export interface KernelSignature {
  /** Names that stand for one value per entry. */
  readonly arrays: readonly string[];
  /** Names that stand for one value for all entries. */
  readonly scalars: readonly string[];
  /** Computed in order; a value may use inputs and earlier names. No name is given twice. */
  readonly assignments: readonly NamedFormula[];
  /** The names whose values are written out. */
  readonly outputs: readonly string[];
}

/** How often a value changes: never, once a call, or once an entry. */
export type Level = "constant" | "scalar" | "array";

/** One step of a tape; `arguments` are positions of earlier steps. */
export type Step = { readonly level: Level } & (
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "input"; readonly index: number }
  | { readonly kind: "operation"; readonly op: OperationName; readonly arguments: readonly number[] }
);

/** A straight line of steps in which no two compute the same thing. */
export interface Tape {
  readonly steps: readonly Step[];
  /** The step of every output. */
  readonly outputs: readonly number[];
}

/**
 * The common ground of all compilers: names resolved, common subexpressions (by structure) and constants folded,
 * small powers multiplied out, steps that no output needs left out.
 * Throws UnknownName for a variable or output that nothing defines, InvalidInput for a name defined twice.
 */
export function lower({ arrays, scalars, assignments, outputs }: KernelSignature): Tape {
  const steps: Step[] = [];
  const positions = new Map<string, number>();
  const names = new Map<string, number>();

  const put = (key: string, step: Step): number => {
    let position = positions.get(key);
    if (position === undefined) {
      position = steps.push(step) - 1;
      positions.set(key, position);
    }
    return position;
  };
  const define = (name: string, position: number) => {
    if (names.has(name)) {
      throw new InvalidInput({ problem: "a name is defined twice in a kernel", found: show(name), remedy: "Give every value its own name." });
    }
    names.set(name, position);
  };
  const constant = (value: number) => put(`c${Object.is(value, -0) ? "-0" : value}`, { kind: "constant", value, level: "constant" });

  arrays.forEach((name, index) => define(name, put(`a${index}`, { kind: "input", index, level: "array" })));
  scalars.forEach((name, index) => define(name, put(`s${index}`, { kind: "input", index, level: "scalar" })));

  const done = new Map<Expr, number>();
  const lowered = (e: Expr): number =>
    fold<number>(
      e,
      (leaf) => {
        if (leaf.op === "constant") return constant(build.constant(leaf.value).value);
        const position = names.get(leaf.name);
        if (position === undefined) throw unknownVariable(leaf.name, [...names.keys()]);
        return position;
      },
      (node, args) => {
        const rule: OperationRule = lookUp(operations, node.op, "operation of a formula");
        if (args.length !== rule.arity) throw wrongArity(node.op, rule.arity, args.length);
        const rewritten = rule.rewrite?.(node.arguments);
        if (rewritten !== undefined) return lowered(rewritten);
        const values = args.flatMap((position) => {
          const step = steps[position];
          return step.kind === "constant" ? [step.value] : [];
        });
        if (values.length === args.length) return constant(rule.evaluate(...values));
        const level = args.some((position) => steps[position].level === "array") ? "array" : "scalar";
        const key = rule.commutative ? [...args].sort((a, b) => a - b) : args;
        return put(`${node.op}(${key.join()})`, { kind: "operation", op: node.op, arguments: args, level });
      },
      done,
    );
  for (const { name, value } of assignments) define(name, lowered(value));

  const results = outputs.map((name) => {
    const position = names.get(name);
    if (position !== undefined) return position;
    throw new UnknownName({ problem: "unknown output of a kernel", found: show(name), remedy: suggestion(name, [...names.keys()]) });
  });
  return prune(steps, results);
}

const wrongArity = (op: string, arity: number, found: number) =>
  new InvalidInput({ problem: `${op} takes ${arity} argument(s)`, found: String(found), remedy: "Build formulas with the functions of @ntkit/formula." });

/** Leaves out the steps that no output needs. */
function prune(steps: readonly Step[], outputs: readonly number[]): Tape {
  const needed = new Set(outputs);
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i];
    if (needed.has(i) && step.kind === "operation") for (const argument of step.arguments) needed.add(argument);
  }
  const moved = new Map<number, number>();
  const kept: Step[] = [];
  steps.forEach((step, i) => {
    if (!needed.has(i)) return;
    const at = (argument: number) => moved.get(argument) as number;
    moved.set(i, kept.push(step.kind === "operation" ? { ...step, arguments: step.arguments.map(at) } : step) - 1);
  });
  return { steps: kept, outputs: outputs.map((i) => moved.get(i) as number) };
}
