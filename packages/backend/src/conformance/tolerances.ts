import type { Dtype } from "../backend.ts";

/**
 * How far a quantity may be from what is expected, relative to its natural size:
 * - exact: copies, symmetry, statuses, errors: nothing at all
 * - sum: relative to the sum of the magnitudes of what is summed
 * - elementwise: relative to the size of what the entry is computed from, or 1
 * - eigenvalue, reconstruction: relative to the largest entry of the matrix
 * - orthogonality: absolute
 * - solution: the residual, relative to √n times the largest entries of matrix and solution
 */
export const tolerances = {
  exact: { float64: 0, float32: 0 },
  sum: { float64: 2e-15, float32: 1e-6 },
  elementwise: { float64: 1e-14, float32: 1e-5 },
  eigenvalue: { float64: 2e-14, float32: 1e-5 },
  reconstruction: { float64: 1e-13, float32: 5e-5 },
  orthogonality: { float64: 1e-13, float32: 5e-5 },
  solution: { float64: 2e-15, float32: 2e-6 },
} as const satisfies Record<string, Record<Dtype, number>>;

export type Quantity = keyof typeof tolerances;
