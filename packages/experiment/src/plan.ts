/** How many samples there are, and how long their rows are. */
export interface Sizes {
  readonly train: number;
  readonly test: number;
  readonly features: number;
  readonly outputs: number;
}

/** What a run will take, known before anything large is made. */
export interface Plan extends Sizes {
  /** At most so many bytes are in use at a time, of float64: kernels, their decomposition, and what predictions need. */
  readonly bytes: number;
}

/**
 * The most numbers alive at a time, for the solver that needs most (`eigen` with the spread of the ensemble): both kernels
 * (2 n² + 2 m n), eigenvectors and the covariance in their basis (2 n²), operands, result and transposed copies of the
 * product that makes it (6 n² + 5 m n); for covariances, m² each for both kernels and the seven matrices of the last sum;
 * the predictions of 8 times in five copies, and four of the inputs.
 */
export function planRun({ train: n, test: m, features, outputs }: Sizes, covariances: boolean): Plan {
  const matrices = 10 * n * n + 7 * m * n + (covariances ? 9 * m * m : 2 * m);
  return { train: n, test: m, features, outputs, bytes: 8 * (matrices + (n + m) * (5 * 8 * outputs + 4 * features)) };
}
