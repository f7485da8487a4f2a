import { show, Unsupported } from "@ntkit/core";
import { constant, type Expr, type ExprLike, lift, tangent, variable } from "@ntkit/formula";
import type { Assignment, HostStage, Stage } from "./program.ts";

/** A direction in which the values that enter a program move. */
export interface Direction {
  /** The tangent of the value called `x` is called `x` + suffix. */
  readonly suffix: string;
  /** Tangents of operands and other free names; one that is not listed stands still. */
  readonly seeds: Readonly<Record<string, ExprLike>>;
}

/**
 * Forward-mode differentiation of a straight-line program, exact but for rounding: the given stages, followed one by
 * one by the tangents of what they assign, for every direction: `d(x := e) = Σ_y ∂e/∂y dy`. A host stage brings
 * its own rule. Every assigned name gets a tangent, constant 0 where nothing that it depends on moves.
 * Throws Unsupported for a host stage without a rule.
 */
export function tangentStages(stages: readonly Stage[], directions: readonly Direction[]): Stage[] {
  const moving = directions.map(({ suffix, seeds }) => ({
    suffix,
    tangents: new Map<string, Expr>(Object.entries(seeds).map(([name, e]) => [name, lift(e)])),
  }));
  return stages.flatMap((stage, at): Stage[] => {
    if (stage.kind === "host") return [stage, ...moving.flatMap((direction) => hostTangent(stage, direction, at))];
    const derivatives = moving.flatMap((direction) => stage.assignments.map((assignment) => assignmentTangent(assignment, direction)));
    return [{ kind: "formula", assignments: [...stage.assignments, ...derivatives] }];
  });
}

interface Moving {
  readonly suffix: string;
  /** Of every name met so far that moves. */
  readonly tangents: Map<string, Expr>;
}

const isZero = (e: Expr): boolean => e.op === "constant" && e.value === 0;

function assignmentTangent({ name, value }: Assignment, { suffix, tangents }: Moving): Assignment {
  const derivative = tangent(value, Object.fromEntries(tangents));
  if (!isZero(derivative)) tangents.set(name, variable(`${name}${suffix}`));
  return { name: `${name}${suffix}`, value: derivative };
}

function hostTangent(stage: HostStage, { suffix, tangents }: Moving, at: number): Stage[] {
  const { inputs, outputs } = stage;
  const names = outputs.map((name) => `${name}${suffix}`);
  if (inputs.every((name) => !tangents.has(name))) return [{ kind: "formula", assignments: names.map((name) => ({ name, value: constant(0) })) }];
  const rule = stage.tangent;
  if (rule === undefined) {
    throw new Unsupported({
      path: `stages[${at}]`,
      problem: "a function without a derivative in an elementwise program",
      found: show(outputs),
      remedy: "Give the host stage a `tangent`.",
    });
  }
  // A host stage takes its inputs by name, so tangents that have none get one.
  const unnamed: Assignment[] = [];
  const along = inputs.map((name, k) => {
    const derivative = tangents.get(name) ?? constant(0);
    if (derivative.op === "variable") return derivative.name;
    unnamed.push({ name: `${names[0]}_input${k}`, value: derivative });
    return `${names[0]}_input${k}`;
  });
  for (const [k, name] of outputs.entries()) tangents.set(name, variable(names[k]));
  const host: HostStage = {
    kind: "host",
    inputs: [...inputs, ...along],
    outputs: names,
    evaluate: (values, results, count) => rule(values.slice(0, inputs.length), values.slice(inputs.length), results, count),
  };
  return unnamed.length === 0 ? [host] : [{ kind: "formula", assignments: unnamed }, host];
}
