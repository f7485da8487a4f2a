import { type NDArray, zeros } from "@ntkit/core";
import type { OutputAxes } from "./method.ts";
import { outputShape } from "./place.ts";

/**
 * Products of a network's outputs, `f_o(x_i) f_o'(x_j)`, of outputs [n, O] and [n', O] (null: of the same): one draw of what the NNGP
 * kernel is the mean of, over initialisations.
 */
export function empiricalNngp(left: NDArray, right: NDArray | null, axes: OutputAxes): NDArray {
  const [n, outputs] = left.shape;
  const columns = right ?? left;
  const [m] = columns.shape;
  const kernel = zeros([n, m, ...outputShape(axes, outputs)]);
  const { data } = kernel;
  for (let i = 0; i < n; i++) {
    const a = left.data.subarray(i * outputs, (i + 1) * outputs);
    for (let j = 0; j < m; j++) {
      const b = columns.data.subarray(j * outputs, (j + 1) * outputs);
      const pair = i * m + j;
      if (axes === "full") for (let o = 0; o < outputs; o++) for (let p = 0; p < outputs; p++) data[(pair * outputs + o) * outputs + p] = a[o] * b[p];
      else if (axes === "diagonal") for (let o = 0; o < outputs; o++) data[pair * outputs + o] = a[o] * b[o];
      else {
        let sum = 0;
        for (let o = 0; o < outputs; o++) sum += a[o] * b[o];
        data[pair] = axes === "mean" ? sum / outputs : sum;
      }
    }
  }
  return kernel;
}
