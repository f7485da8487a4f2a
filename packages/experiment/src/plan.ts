import type { PreparedData } from "./data.ts";

/** What a run will take, known before anything large is made. */
export interface Plan {
  readonly train: number;
  readonly test: number;
  readonly features: number;
  readonly outputs: number;
  /** The most memory in use at a time, in bytes: kernels, their decomposition, and the copies that both need. */
  readonly bytes: number;
}

/** Kernel blocks of both kinds, the matrix to decompose, its eigenvectors and two working copies, in float64. */
export function planRun({ train, test }: PreparedData, covariances: boolean): Plan {
  const [n = 0, features = 0] = train.inputs.shape;
  const m = test.inputs.shape[0];
  const entries = 2 * (n * n + m * n + (covariances ? m * m : m)) + 4 * n * n + 3 * m * n;
  return { train: n, test: m, features, outputs: train.targets.shape[1], bytes: 8 * (entries + (n + m) * features) };
}
