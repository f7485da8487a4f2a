import { type Dtype, epsilon } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import type { Moments, Warning } from "./solver.ts";

export interface CheckedMoments {
  readonly moments: Moments;
  readonly warnings: readonly Warning[];
}

/**
 * A mean [points, O] and computed variances [points] or covariances [points, points] as a result: of covariances the
 * symmetric part, variances not below 0, and a warning where that hid more than rounding or where a number is not finite.
 */
export function checkedMoments(mean: NDArray, second: NDArray | undefined, largestPrior: number, dtype: Dtype): CheckedMoments {
  const warnings: Warning[] = [];
  if (!allFinite(mean) || (second !== undefined && !allFinite(second))) {
    warnings.push({
      kind: "not-finite",
      problem: "a predicted number overflowed",
      remedy: "Scale the kernels and targets to about 1, or add a ridge.",
    });
  }
  if (second === undefined) return { moments: { mean }, warnings };
  const points = second.shape[0] as number;
  const full = second.shape.length === 2;
  const raw = full ? Float64Array.from({ length: points }, (_, i) => second.data[i * points + i]) : second.data;
  const smallest = raw.reduce((least, value) => Math.min(least, value), 0);
  if (smallest < -Math.sqrt(epsilon[dtype]) * largestPrior) {
    warnings.push({
      kind: "negative-variance",
      problem: `a variance came out as ${smallest}, more than rounding explains; it is given as 0`,
      remedy: "Check that all kernel blocks belong to the same points and architecture; add a ridge if the kernel is nearly singular.",
    });
  }
  const variance = ndArray(
    raw.map((value) => Math.max(0, value)),
    [points],
  );
  return { moments: { mean, variance, ...(full ? { covariance: symmetric(second.data, points) } : {}) }, warnings };
}

const allFinite = ({ data }: NDArray): boolean => data.every(Number.isFinite);

function symmetric(data: Float64Array, n: number): NDArray {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[i * n + j] = 0.5 * (data[i * n + j] + data[j * n + i]);
  return ndArray(result, [n, n]);
}

/** The largest variance that a kernel block [m, m], or its diagonal [m], states. */
export function largestVariance({ data, shape }: NDArray): number {
  const step = shape.length === 2 ? (shape[0] as number) + 1 : 1;
  let largest = 0;
  for (let at = 0; at < data.length; at += step) largest = Math.max(largest, data[at]);
  return largest;
}
