import { lookUp, type NDArray, type Shape } from "@ntkit/core";
import type { Cost, EmpiricalKernels, MonteCarloKernels, OutputAxes } from "@ntkit/kernels";
import { formatBytes } from "../memory.ts";
import { formatNumber } from "../report/summary.ts";

type Rows = readonly (readonly [string, string])[];

const shapes: Readonly<Record<OutputAxes, (outputs: number) => Shape>> = {
  full: (outputs) => [outputs, outputs],
  diagonal: (outputs) => [outputs],
  trace: () => [],
  mean: () => [],
};

const axesNames: Readonly<Record<OutputAxes, OutputAxes>> = { full: "full", diagonal: "diagonal", trace: "trace", mean: "mean" };

/** What `--outputs` names. Throws UnknownName. */
export const axesOf = (name: string): OutputAxes => lookUp(axesNames, name, "choice of outputs", "--outputs");

/** The shape of a kernel: [n, n', …outputs]. */
export const shapeOf = (axes: OutputAxes, n1: number, n2: number, outputs: number): Shape => [n1, n2, ...shapes[axes](outputs)];

/**
 * The mean over outputs of each with itself [n, n'], which tends to the analytic kernel: of a kernel [n, n', O, O], [n, n', O]
 * or, for sums over `outputs` of them, [n, n'].
 */
export function meanOverOutputs({ data, shape }: NDArray, axes: OutputAxes, outputs: number): Float64Array {
  if (axes === "mean") return data;
  if (axes === "trace") return data.map((value) => value / outputs);
  const [block, step] = axes === "full" ? [outputs ** 2, outputs + 1] : [outputs, 1];
  return Float64Array.from({ length: shape[0] * shape[1] }, (_, pair) => {
    let sum = 0;
    for (let o = 0; o < outputs; o++) sum += data[pair * block + o * step];
    return sum / outputs;
  });
}

/** What each method would have cost. */
export const costRows = (costs: Readonly<Record<string, Cost>>): Rows =>
  Object.entries(costs).map(([kind, { operations, bytes }]) => [`  ${kind}`, `${formatNumber(operations, 3)} operations, ${formatBytes(bytes)} for a tile`]);

/** The share of each array of parameters in the trace of the NTK, where terms were kept apart. */
export function groupRows({ ntk, groups, outputs }: EmpiricalKernels): Rows {
  if (ntk === undefined || groups === undefined || ntk.shape[0] !== ntk.shape[1]) return [];
  const total = traceOf(ntk, outputs);
  return Object.entries(groups).map(([name, term]) => [name, `${formatNumber((100 * traceOf(term, outputs)) / total, 3)} % of the NTK's trace`]);
}

/** Over samples, and over outputs where there are axes of them. */
function traceOf({ data, shape: [n, , outputs = 1] }: NDArray, axes: OutputAxes): number {
  const mean = meanOverOutputs({ data, shape: [n, n], stride: [n, 1] }, axes, outputs);
  return Array.from({ length: n }, (_, i) => mean[i * (n + 1)]).reduce((sum, value) => sum + value, 0);
}

/** How far a mean over initialisations has come. */
export function seriesRows({ draws, relativeError, status, remedy, conventions }: MonteCarloKernels): Rows {
  return [
    ["draws", `${draws}, relative standard error ${formatNumber(relativeError, 3)}${status === "reached" ? "" : ` (not reached. ${remedy})`}`],
    ["outputs", conventions.outputs],
    ["backend", `${conventions.backend}, ${conventions.precision}`],
  ];
}
