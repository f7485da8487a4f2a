import { type Direction, type ElementwiseProgram, type Stage, tangentStages } from "@ntkit/backend";
import type { Shape } from "@ntkit/core";
import { constant, simplify, substitute, variable } from "@ntkit/formula";
import { type Hyperparameter, isPlaceOf, noSuchHyperparameter } from "./hyperparameters.ts";
import { type ArchitecturePlugins, builtIn } from "./plugins.ts";
import type { Architecture } from "./spec.ts";
import { type InfiniteKind, type KernelProgram, type KernelTrace, traceWithParameters } from "./trace.ts";
import type { ParameterRule } from "./walk.ts";

/** What the derivative of a kernel by a hyperparameter is called among the kinds of a trace. */
export const derivativeKind = (kind: string, hyperparameter: string): string => `${kind} by ${hyperparameter}`;

const suffixOf = (hyperparameter: string) => ` by ${hyperparameter}`;

/**
 * The programs of `traceKernel` and, beside each kind, of its derivative by every hyperparameter: the derivative as all
 * layers that share it change alike. Exact but for rounding where duals are closed forms; where they are numerical, to
 * about 1e-9 (see `quadrature/dual-tangent.ts`). The derivative by a scale that is 0 is 0, as kernels know its square.
 *
 * @throws InvalidInput for a hyperparameter that no layer has; Unsupported, ShapeMismatch as `traceKernel`
 */
export function traceKernelDerivatives(
  architecture: Architecture,
  kinds: readonly InfiniteKind[],
  hyperparameters: Readonly<Record<string, Hyperparameter>>,
  data?: Shape,
  plugins: ArchitecturePlugins = builtIn,
): KernelTrace {
  const names = Object.keys(hyperparameters);
  /** The variables that stand for numbers of the layers: what they are worth, and who moves them. */
  const values: Record<string, number> = {};
  const seeds: Record<string, Record<string, number>> = Object.fromEntries(names.map((name) => [name, {}]));
  const parameter: ParameterRule = (field, value, path, place) => {
    const moving = names.filter((name) => isPlaceOf(hyperparameters[name] as Hyperparameter, path, field));
    if (moving.length === 0) return constant(value);
    const symbol = `${field} ${place}`;
    values[symbol] = value;
    for (const name of moving) (seeds[name] as Record<string, number>)[symbol] = 1;
    return variable(symbol);
  };
  const trace = traceWithParameters(architecture, kinds, data, plugins, parameter);
  for (const name of names) {
    if (Object.keys(seeds[name] ?? {}).length === 0) throw noSuchHyperparameter(name, hyperparameters[name] as Hyperparameter);
  }
  const withDerivatives = (list: readonly string[]) => [...list, ...names.flatMap((name) => list.map((kind) => derivativeKind(kind, name)))];
  const directions = (rows: readonly string[], columns: readonly string[]): Direction[] =>
    names.map((name) => {
      const suffix = suffixOf(name);
      const side = (operands: readonly string[], end: string) =>
        operands.map((operand) => [`${operand}${end}`, variable(`${operand}${suffix}${end}`)] as const);
      return { suffix, seeds: { ...seeds[name], ...Object.fromEntries([...side(rows, "Row"), ...side(columns, "Column")]) } };
    });
  const differentiated = ({ diagonal, entry, rowOperands, columnOperands }: KernelProgram): KernelProgram => ({
    diagonal: program(diagonal, directions([], []), withDerivatives(diagonal.outputs), values),
    entry: program(entry, directions(rowOperands, columnOperands), withDerivatives(entry.outputs), values),
    rowOperands: withDerivatives(rowOperands),
    columnOperands: withDerivatives(columnOperands),
  });
  return { kinds: withDerivatives(trace.kinds), blocks: trace.blocks.map((row) => row.map(differentiated)), input: trace.input };
}

/** A program with the tangents of all that it assigns, its variables for numbers put back. */
function program(
  { stages }: ElementwiseProgram,
  directions: readonly Direction[],
  outputs: readonly string[],
  values: Readonly<Record<string, number>>,
): ElementwiseProgram {
  const put = (stage: Stage): Stage =>
    stage.kind === "host"
      ? stage
      : { kind: "formula", assignments: stage.assignments.map(({ name, value }) => ({ name, value: simplify(substitute(value, { ...values })) })) };
  return { stages: tangentStages(stages, directions).map(put), outputs };
}
