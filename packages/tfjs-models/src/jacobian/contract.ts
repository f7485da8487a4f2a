import type { OutputAxes } from "@ntkit/kernels";

/** Jacobians of some samples: row `sample · outputs + output` holds the derivatives of one output of one sample by all parameters. */
export interface Jacobians {
  /** [samples · outputs, parameters]. */
  readonly data: Float32Array;
  readonly samples: number;
  readonly outputs: number;
  readonly parameters: number;
}

/** The axes after those of the samples. */
export const axesOf = (axes: OutputAxes, outputs: number): readonly number[] => ({ full: [outputs, outputs], diagonal: [outputs], trace: [], mean: [] })[axes];

/** Θ[i, j, o, o'] = Σ over parameters of J[i, o] J[j, o'], in float64, for one pair of samples: written from `at` on in `out`. */
export function contractPair(left: Jacobians, i: number, right: Jacobians, j: number, axes: OutputAxes, out: Float64Array, at: number): void {
  const { outputs } = left;
  const entry = (o: number, p: number) => dot(left, i * outputs + o, right, j * outputs + p);
  if (axes === "full") {
    for (let o = 0; o < outputs; o++) for (let p = 0; p < outputs; p++) out[at + o * outputs + p] = entry(o, p);
    return;
  }
  if (axes === "diagonal") {
    for (let o = 0; o < outputs; o++) out[at + o] = entry(o, o);
    return;
  }
  let trace = 0;
  for (let o = 0; o < outputs; o++) trace += entry(o, o);
  out[at] = axes === "trace" ? trace : trace / outputs;
}

function dot(left: Jacobians, row: number, right: Jacobians, column: number): number {
  const { parameters } = left;
  const [a, b] = [left.data, right.data];
  const [from, to] = [row * parameters, column * parameters];
  let sum = 0;
  for (let k = 0; k < parameters; k++) sum += a[from + k] * b[to + k];
  return sum;
}
