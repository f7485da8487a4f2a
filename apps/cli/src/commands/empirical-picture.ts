import type { NDArray } from "@ntkit/core";
import type { OutputAxes } from "@ntkit/kernels";
import type { HeatMapFigure } from "@ntkit/plots";

/**
 * A kernel as a matrix of colours, samples against samples: of [n, n', O, O] every pair of outputs is a block of its own
 * [O·n, O·n'], of [n, n', O] one output stands below the other.
 */
export function kernelPicture(kind: string, kernel: NDArray, axes: OutputAxes): HeatMapFigure {
  const [n, m, tall = 1, wide = 1] = kernel.shape;
  const values = Array.from({ length: tall * n }, (_, row) => {
    const [o, i] = [Math.floor(row / n), row % n];
    return Array.from({ length: wide * m }, (__, column) => {
      const [p, j] = [Math.floor(column / m), column % m];
      return kernel.data[((i * m + j) * tall + o) * wide + p];
    });
  });
  const square = n === m && tall > 1 && tall === wide;
  const name = kind === "ntk" ? "empirical NTK" : "products of outputs";
  const outputs = {
    full: ", block by block for every pair of outputs",
    diagonal: ", output below output",
    trace: ", summed over outputs",
    mean: ", mean over outputs",
  };
  return {
    kind: "heat-map",
    title: `The ${name} between samples${tall === 1 && axes !== "trace" && axes !== "mean" ? "" : outputs[axes]}`,
    label: kind === "ntk" ? "Θ" : "f f'",
    values,
    rows: tall === 1 ? "sample" : "output, sample",
    columns: wide === 1 ? "sample" : "output, sample",
    ...(square ? { groups: Array.from({ length: tall }, (_, o) => ({ name: `output ${o}`, count: n })) } : {}),
  };
}
