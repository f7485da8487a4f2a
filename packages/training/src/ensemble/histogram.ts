import { erfNumber } from "@ntkit/formula";
import type { Gaussian } from "./normality.ts";

/** Counts of numbers in bins of one width, beside what a Gaussian expects there. */
export interface Histogram {
  /** Ascending, one more than there are bins. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** How many numbers the Gaussian puts into each bin, of as many as there are. */
  readonly expected: readonly number[];
}

/** A histogram of numbers around a Gaussian: `bins` of them from 4 deviations below its mean to 4 above, wider where numbers lie beyond. */
export function histogram(values: ArrayLike<number>, { mean, deviation }: Gaussian, bins = 20): Histogram {
  const numbers = Float64Array.from(values);
  const reach = numbers.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 4 * deviation);
  const width = (2 * reach) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) => mean - reach + i * width);
  const counts = new Array<number>(bins).fill(0);
  for (const value of numbers) counts[Math.min(bins - 1, Math.max(0, Math.floor((value - edges[0]) / width)))] += 1;
  const below = edges.map((edge) => (1 + erfNumber((edge - mean) / (deviation * Math.SQRT2))) / 2);
  return { edges, counts, expected: counts.map((_, i) => numbers.length * (below[i + 1] - below[i])) };
}
