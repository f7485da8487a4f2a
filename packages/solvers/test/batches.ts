import { add, identity, type Matrix, multiply, scale, transpose, zeros } from "./matrices.ts";

/*
 * Mini-batch SGD over all batches that could be drawn, one by one: second moments of [f, f_0, 1] by the mean of M S Mᵀ, M the step of
 * one batch on the values of the function. What the recursion of the solver is compared with.
 */

/** All sets of b of n samples. */
export function subsets(n: number, b: number, from = 0): number[][] {
  if (b === 0) return [[]];
  return Array.from({ length: n - from }, (_, i) => from + i).flatMap((first) => subsets(n, b - 1, first + 1).map((rest) => [first, ...rest]));
}

export interface Setting {
  /** Θ of points against the training points, which come first. */
  readonly theta: Matrix;
  readonly rate: number;
  readonly ridge: number;
  readonly batch: number;
  /** y [n, O]. */
  readonly targets: Matrix;
}

/** One step on [f, f_0, 1], for the samples drawn: `f ← f − h ((n/b) Θ P (f − y) + ridge (f − f_0))`. */
export function stepMatrix({ theta, rate, ridge, batch, targets }: Setting, drawn: readonly number[], output: number): Matrix {
  const n = targets.length;
  const points = theta.length;
  const size = 2 * points + 1;
  const step: number[][] = identity(size).map((row) => [...row]);
  for (let p = 0; p < points; p++) {
    for (const i of drawn) {
      step[p][i] -= ((rate * n) / batch) * theta[p][i];
      step[p][size - 1] += ((rate * n) / batch) * theta[p][i] * targets[i][output];
    }
    step[p][p] -= rate * ridge;
    step[p][points + p] += rate * ridge;
  }
  return step;
}

export interface Exact {
  readonly mean: Matrix;
  readonly covariance: Matrix;
  /** `E Σ (f − y)²` on the training points. */
  readonly squares: number;
}

/** Means [points, O], the covariance as a mean over outputs, and squared residuals after every step, by the mean over all batches that could be drawn. */
export function enumerate(setting: Setting, start: Matrix, startCovariance: Matrix, steps: number): Exact[] {
  const drawn = subsets(setting.targets.length, setting.batch);
  const byOutput = setting.targets[0].map((_, output) => {
    const matrices = drawn.map((batch) => stepMatrix(setting, batch, output));
    let second = startingMoment(start, startCovariance, output);
    const path = [];
    for (let step = 0; step <= steps; step++) {
      path.push(read(second, setting, output));
      second = scale(matrices.map((a) => multiply(a, multiply(second, transpose(a)))).reduce(add), 1 / drawn.length);
    }
    return path;
  });
  return byOutput[0].map((_, step) => overOutputs(byOutput.map((path) => path[step])));
}

/** The same after 2^doublings steps, by squaring the map of second moments, a matrix of their entries. */
export function enumerateFar(setting: Setting, start: Matrix, doublings: number): Exact {
  const points = setting.theta.length;
  const size = 2 * points + 1;
  return overOutputs(
    setting.targets[0].map((_, output) => {
      const matrices = subsets(setting.targets.length, setting.batch).map((batch) => stepMatrix(setting, batch, output));
      let second = startingMoment(start, zeros(points, points), output).flat();
      const map = power(mapOfMoments(matrices), doublings);
      second = multiply(map, transpose([second])).flat();
      return read(
        Array.from({ length: size }, (_, i) => second.slice(i * size, (i + 1) * size)),
        setting,
        output,
      );
    }),
  );
}

/** The mean of M ⊗ M: S ↦ E[M S Mᵀ] on the entries of S. */
export const mapOfMoments = (matrices: readonly Matrix[]): Matrix => {
  const squares = matrices.map((a): Matrix => a.flatMap((row) => a.map((other) => row.flatMap((x) => other.map((y) => x * y)))));
  return scale(squares.reduce(add), 1 / matrices.length);
};

/** a to the power 2^doublings. */
export function power(a: Matrix, doublings: number): Matrix {
  let [n, flat] = [a.length, Float64Array.from(a.flat())];
  for (let round = 0; round < doublings; round++) {
    const square = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let k = 0; k < n; k++) {
        const x = flat[i * n + k];
        if (x !== 0) for (let j = 0; j < n; j++) square[i * n + j] += x * flat[k * n + j];
      }
    flat = square;
  }
  return Array.from({ length: n }, (_, i) => [...flat.subarray(i * n, (i + 1) * n)]);
}

/** Of [f, f_0, 1], with f = f_0. */
export function startingMoment(start: Matrix, covariance: Matrix, output: number): Matrix {
  const f = start.map((row) => row[output]);
  const first = [[...f, ...f, 1]];
  return multiply(transpose(first), first).map((row, i) =>
    row.map((value, j) => (i < 2 * f.length && j < 2 * f.length ? value + covariance[i % f.length][j % f.length] : value)),
  );
}

export function read(second: Matrix, { theta, targets }: Setting, output: number): { mean: number[]; covariance: Matrix; squares: number } {
  const points = theta.length;
  const mean = second.slice(0, points).map((row) => row[2 * points]);
  const covariance = second.slice(0, points).map((row, i) => row.slice(0, points).map((value, j) => value - mean[i] * mean[j]));
  return { mean, covariance, squares: targets.reduce((sum, row, i) => sum + covariance[i][i] + (mean[i] - row[output]) ** 2, 0) };
}

export const overOutputs = (byOutput: readonly { mean: number[]; covariance: Matrix; squares: number }[]): Exact => ({
  mean: transpose(byOutput.map(({ mean }) => mean)),
  covariance: scale(byOutput.map(({ covariance }) => covariance).reduce(add), 1 / byOutput.length),
  squares: byOutput.reduce((sum, { squares }) => sum + squares, 0),
});
