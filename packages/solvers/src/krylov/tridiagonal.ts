/** A symmetric tridiagonal matrix: [k] and, beside it, at least [k − 1]. */
export interface Tridiagonal {
  readonly diagonal: readonly number[];
  readonly offDiagonal: readonly number[];
}

/** How many eigenvalues are below x: the negative pivots of `T − x` (Sylvester's law; Golub & Van Loan, section 8.4). */
function countBelow({ diagonal, offDiagonal }: Tridiagonal, x: number): number {
  let count = 0;
  let pivot = 1;
  diagonal.forEach((value, i) => {
    const beside = i === 0 ? 0 : offDiagonal[i - 1];
    pivot = value - x - (beside === 0 ? 0 : (beside * beside) / pivot);
    // A pivot of zero stands for one that is as small as can be.
    if (pivot === 0) pivot = -1e-300;
    if (pivot < 0) count += 1;
  });
  return count;
}

/** Smallest and largest eigenvalue, by bisection to the last digits. */
export function edges(matrix: Tridiagonal): { readonly smallest: number; readonly largest: number } {
  const { diagonal, offDiagonal } = matrix;
  const radius = diagonal.map((_, i) => Math.abs(i > 0 ? offDiagonal[i - 1] : 0) + Math.abs(i + 1 < diagonal.length ? offDiagonal[i] : 0));
  const low = diagonal.reduce((least, value, i) => Math.min(least, value - radius[i]), Infinity);
  const high = diagonal.reduce((most, value, i) => Math.max(most, value + radius[i]), -Infinity);
  /** The largest x with at most `below` eigenvalues below it. */
  const find = (below: number) => {
    let [from, to] = [low, high];
    for (let middle = (from + to) / 2; middle > from && middle < to; middle = (from + to) / 2) {
      if (countBelow(matrix, middle) > below) to = middle;
      else from = middle;
    }
    return from;
  };
  return { smallest: find(0), largest: find(diagonal.length - 1) };
}
