import type { EmpiricalProblem, LayerSize } from "./method.ts";

/** How often samples are gone through, and how many pairs of them meet, in tiles of `tile` × `tile`. */
export interface Passes {
  /** Samples of rows made ready, all strips together. */
  readonly rows: number;
  /** Samples of columns, all tiles together but those of rows with themselves. */
  readonly columns: number;
  /** Pairs of samples, with those of rows with themselves counted half where the backend computes half. */
  readonly pairs: number;
}

export function passesOf({ n1, n2 }: EmpiricalProblem, tile: number): Passes {
  const strips = Math.ceil(n1 / tile);
  if (n2 !== null) return { rows: n1, columns: strips * n2, pairs: n1 * n2 };
  // Strip s meets the columns after its own: n − s·tile − tile of them.
  const columns = (strips - 1) * n1 - (tile * strips * (strips - 1)) / 2;
  return { rows: n1, columns, pairs: (n1 * (n1 + 1)) / 2 };
}

const products = (layers: readonly LayerSize[]): number => layers.reduce((sum, { positions, parameters }) => sum + positions * parameters, 0);

/** Multiplications of the forward pass of one sample. */
export const forwardProducts = ({ layers }: EmpiricalProblem): number => products(layers);

/** Multiplications of the way back of one function at one sample, which ends at the lowest layer. */
export const pullProducts = ({ layers }: EmpiricalProblem): number => products(layers.slice(0, -1));

/** Numbers in one tile of t × t samples. */
export function tileNumbers({ axes, outputs }: EmpiricalProblem, tile: number): number {
  const blocks = { full: outputs ** 2, diagonal: outputs, trace: 1, mean: 1 }[axes];
  return blocks * tile ** 2;
}
