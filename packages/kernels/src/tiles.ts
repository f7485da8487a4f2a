/** One rectangle of a kernel matrix: rows `row0` to `row1` (excluded), columns `column0` to `column1` (excluded). */
export interface Tile {
  readonly row0: number;
  readonly row1: number;
  readonly column0: number;
  readonly column1: number;
}

/** Rows and columns of a tile where nothing else is asked: little is computed in vain below the diagonal, and its results are half a MiB each. */
export const defaultTileSize = 256;

/**
 * The tiles of an n1 × n2 matrix, row by row. With `symmetric` (n1 = n2) only those that touch the upper triangle:
 * the rest is their mirror image.
 */
export function tilesOf(n1: number, n2: number, size: number, symmetric: boolean): Tile[] {
  const tiles: Tile[] = [];
  for (let row0 = 0; row0 < n1; row0 += size) {
    for (let column0 = symmetric ? row0 : 0; column0 < n2; column0 += size) {
      tiles.push({ row0, row1: Math.min(row0 + size, n1), column0, column1: Math.min(column0 + size, n2) });
    }
  }
  return tiles;
}

/** How many entries a tile computes. */
export function tileEntries({ row0, row1, column0, column1 }: Tile): number {
  return (row1 - row0) * (column1 - column0);
}
