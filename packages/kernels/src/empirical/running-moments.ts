import { type NDArray, ndArray } from "@ntkit/core";

/** Mean and variance of arrays that come one after another, entry by entry; none of them is kept. */
export interface RunningMoments {
  add(value: NDArray | undefined): void;
  mean(): NDArray;
  /** Of the mean: `√(variance / count)`, with the unbiased variance. From two arrays on. */
  standardError(): NDArray;
  /** Root of the mean square of the standard errors, over that of the means. */
  relativeError(): number;
}

/** Welford's recursion (Welford 1962; Knuth, The Art of Computer Programming 2, section 4.2.2): no difference of large numbers. */
export function runningMoments(): RunningMoments {
  let count = 0;
  let [mean, squares, shape] = [new Float64Array(0), new Float64Array(0), [] as readonly number[]];
  const variance = () => squares.map((square) => square / ((count - 1) * count));
  return {
    add(value) {
      if (value === undefined) return;
      if (count === 0) [mean, squares, shape] = [new Float64Array(value.data.length), new Float64Array(value.data.length), value.shape];
      count += 1;
      value.data.forEach((entry, i) => {
        const before = entry - mean[i];
        mean[i] += before / count;
        squares[i] += before * (entry - mean[i]);
      });
    },
    mean: () => ndArray(mean.slice(), shape),
    standardError: () => ndArray(variance().map(Math.sqrt), shape),
    relativeError() {
      const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
      return Math.sqrt(sum(variance()) / sum(mean.map((value) => value ** 2)));
    },
  };
}
