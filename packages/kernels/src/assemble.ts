import type { NDArray } from "@ntkit/core";
import type { Tile } from "./tiles.ts";

/** Where the block at hand begins in the matrix. */
export interface Offset {
  readonly row: number;
  readonly column: number;
}

/** Copies the values of a tile [rows, columns] to their place. */
export function placeTile(matrix: NDArray, values: NDArray, { row0, row1, column0, column1 }: Tile, offset: Offset): void {
  const width = column1 - column0;
  const step = matrix.shape[1];
  for (let r = row0; r < row1; r++) {
    const from = (r - row0) * width;
    matrix.data.set(values.data.subarray(from, from + width), (offset.row + r) * step + offset.column + column0);
  }
}

/** Copies what a tile placed in the upper triangle of a symmetric matrix to the lower one. */
export function mirrorTile(matrix: NDArray, { row0, row1, column0, column1 }: Tile, offset: Offset): void {
  const { data } = matrix;
  const step = matrix.shape[1];
  for (let r = offset.row + row0; r < offset.row + row1; r++) {
    for (let c = Math.max(offset.column + column0, r + 1); c < offset.column + column1; c++) data[c * step + r] = data[r * step + c];
  }
}

/** Puts the diagonal [n] of a block that begins at `start` in its place. */
export function placeDiagonal(matrix: NDArray, diagonal: NDArray, start: number): void {
  const step = matrix.shape[1] + 1;
  diagonal.data.forEach((value, r) => {
    matrix.data[(start + r) * step] = value;
  });
}
