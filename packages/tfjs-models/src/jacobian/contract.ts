import type { NDArray } from "@ntkit/core";
import type { OutputAxes } from "@ntkit/kernels";
import { innerProducts } from "./products.ts";

/** Jacobians of some samples: row `sample · outputs + output` holds the derivatives of one output of one sample by all parameters. */
export interface Jacobians {
  /** [samples · outputs, parameters]. */
  readonly data: Float32Array;
  /** The number of the first sample, among all. */
  readonly first: number;
  readonly samples: number;
  readonly outputs: number;
  readonly parameters: number;
}

/** The axes after those of the samples. */
export const axesOf = (axes: OutputAxes, outputs: number): readonly number[] => ({ full: [outputs, outputs], diagonal: [outputs], trace: [], mean: [] })[axes];

/**
 * Writes Θ[i, j, o, o'] = Σ over parameters of J[i, o] J[j, o'], in float64, to the places of a kernel for the samples at hand. Of
 * Jacobians with themselves, only what stands on and above the diagonal of [n·O, n·O] is promised.
 */
export function contract(kernel: NDArray, left: Jacobians, right: Jacobians, axes: OutputAxes): void {
  const { outputs, parameters } = left;
  const { data, stride } = kernel;
  const starts = ({ samples }: Jacobians, first: number, step: number) =>
    Array.from({ length: Math.ceil((samples * outputs - first) / step) }, (_, i) => (first + i * step) * parameters);
  const products = (first: number, step: number) =>
    innerProducts(left.data, starts(left, first, step), right.data, starts(right, first, step), parameters, left === right);
  const origin = left.first * stride[0] + right.first * stride[1];
  if (axes === "full") {
    const columns = right.samples * outputs;
    products(0, 1).forEach((value, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      const pair = origin + Math.floor(row / outputs) * stride[0] + Math.floor(column / outputs) * stride[1];
      data[pair + (row % outputs) * outputs + (column % outputs)] = value;
    });
    return;
  }
  for (let o = 0; o < outputs; o++) {
    products(o, outputs).forEach((value, at) => {
      const pair = origin + Math.floor(at / right.samples) * stride[0] + (at % right.samples) * stride[1];
      if (axes === "diagonal") data[pair + o] = value;
      else data[pair] += axes === "mean" ? value / outputs : value;
    });
  }
}

/** Θ[j, i, o', o] = Θ[i, j, o, o'], from what stands on and above the diagonal. */
export function mirror({ data, shape, stride }: NDArray, axes: OutputAxes, outputs: number): void {
  const block = axes === "full" ? outputs : 1;
  const each = stride[1] / block ** 2;
  for (let i = 0; i < shape[0]; i++) {
    for (let j = 0; j <= i; j++) {
      const [to, from] = [i * stride[0] + j * stride[1], j * stride[0] + i * stride[1]];
      for (let o = 0; o < block; o++) {
        for (let p = 0; p < (i === j ? o : block); p++) {
          for (let k = 0; k < each; k++) data[to + (o * block + p) * each + k] = data[from + (p * block + o) * each + k];
        }
      }
    }
  }
}
