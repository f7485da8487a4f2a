import type { NDArray, Shape } from "@ntkit/core";
import type { Tile } from "../tiles.ts";
import type { OutputAxes } from "./method.ts";

/** The axes behind [n, n'] for O outputs. */
export function outputShape(axes: OutputAxes, outputs: number): Shape {
  return { full: [outputs, outputs], diagonal: [outputs], trace: [], mean: [] }[axes];
}

/**
 * Adds the values of a tile to their place: what stands as [O·n, O·m], [O·n, m] or [n, m] goes to [n, n', O, O], [n, n', O] or
 * [n, n'], `mean` divided by O. With `mirror` also to the place of the transposed pair, and of a tile on the diagonal only what
 * stands on and above it: so the result is symmetric to the last bit.
 */
export function addEmpiricalTile(kernel: NDArray, values: NDArray, tile: Tile, axes: OutputAxes, outputs: number, mirror: boolean): void {
  const { row0, row1, column0, column1 } = tile;
  const [rows, columns] = [row1 - row0, column1 - column0];
  const [n2, wide] = [kernel.shape[1], axes === "full" ? outputs : 1];
  const tall = axes === "full" || axes === "diagonal" ? outputs : 1;
  const [target, source, factor] = [kernel.data, values.data, axes === "mean" ? 1 / outputs : 1];
  for (let o = 0; o < tall; o++) {
    for (let i = 0; i < rows; i++) {
      for (let p = 0; p < wide; p++) {
        const from = ((o * rows + i) * wide + p) * columns;
        for (let j = 0; j < columns; j++) {
          const [row, column] = [row0 + i, column0 + j];
          if (mirror && (column < row || (column === row && p < o && wide > 1))) continue;
          const value = factor * source[from + j];
          target[((row * n2 + column) * tall + o) * wide + p] += value;
          if (mirror && (column > row || p > o)) target[((column * n2 + row) * tall + (wide > 1 ? p : o)) * wide + (wide > 1 ? o : 0)] += value;
        }
      }
    }
  }
}
