import type { Dtype } from "@ntkit/backend";
import { defaultTileSize } from "./tiles.ts";

/** What is to be computed, as far as memory is concerned. */
export interface KernelSize {
  /** Rows of x1. */
  readonly n1: number;
  /** Rows of x2; null for x1 with itself. */
  readonly n2: number | null;
  /** The kernels wanted. */
  readonly kinds: readonly string[];
  /** Numbers in a sample. */
  readonly features: number;
  /** Samples that the network makes of each: `blocks.length` of a trace. Default 1. */
  readonly copies?: number;
  readonly dtype?: Dtype;
  readonly tileSize?: number;
}

const bytesOf: Readonly<Record<Dtype, number>> = { float64: 8, float32: 4 };

/**
 * About how many bytes `evaluateKernel` needs at its peak, so that work that is too large is refused before it starts: the
 * matrices (float64 whatever the dtype), the samples as given and as the backend holds them, and the arrays of a tile.
 */
export function kernelBytes({ n1, n2, kinds, features, copies = 1, dtype = "float64", tileSize = defaultTileSize }: KernelSize): number {
  const columns = n2 ?? n1;
  const matrices = 8 * kinds.length * n1 * columns * copies ** 2;
  const samples = (8 + bytesOf[dtype]) * (n1 + (n2 ?? 0)) * features;
  const tile = Math.min(tileSize, n1) * Math.min(tileSize, columns) * (bytesOf[dtype] * (1 + kinds.length) + 8);
  return matrices + samples + tile;
}
