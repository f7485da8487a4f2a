import { ShapeMismatch, show } from "@ntkit/core";
import { bisect } from "./bisect.ts";
import { checkFinite, checkNotNegative, checkPositive } from "./checks.ts";
import type { Spectrum } from "./spectrum.ts";
import type { TargetModes } from "./target-modes.ts";

/** A target function in the eigenmodes of the kernel's operator: `λ_i φ_i(x) = E_x'[K(x, x') φ_i(x')]`, `E[φ_i²] = 1`. */
export interface LearningProblem {
  /** λ_i ≥ 0, of the operator: eigenvalues of a Gram matrix on N points that stand for all, divided by N. */
  readonly eigenvalues: ArrayLike<number>;
  /** How many modes have each eigenvalue; default 1. */
  readonly multiplicities?: ArrayLike<number> | undefined;
  /** Power of the target in each eigenspace: Σ v_i² over its modes. */
  readonly weights: ArrayLike<number>;
  /** δ ≥ 0, added to the diagonal of the training kernel; default 0. */
  readonly ridge?: number | undefined;
  /** σ² ≥ 0, the variance of noise on the labels; it counts as error on the test labels too; default 0. */
  readonly noise?: number | undefined;
}

/** What kernel regression on n random points is expected to do. */
export interface LearningEstimate {
  readonly samples: number;
  /** κ: the ridge that the modes feel. */
  readonly kappa: number;
  /** `L_i = λ_i/(λ_i + κ)`, from 0 (not learnt) to 1. */
  readonly learnabilities: Float64Array;
  /** `E0 = n/(n − Σ L_i²)`, how much noise is blown up; Infinity where the training points just use up all modes. */
  readonly overfitting: number;
  /** Expected test MSE `E0 [Σ (1 − L_i)² v_i² + σ²]`, noise included. */
  readonly testError: number;
  /** Expected training MSE `(δ/(nκ))² × test MSE`; 0 without a ridge. */
  readonly trainError: number;
  /** Where the theory holds and where it is known to fail: to be shown with its numbers. */
  readonly limits: string;
}

export const eigenlearningLimits =
  "Assumes eigenfunctions that look like independent Gaussians on random points. Accurate on the hypercube (MSE within 9 %, learnability within .008); " +
  "wrong on the circle, where the measured MSE differs by factors from 1.4 to 8: do not trust it in few dimensions.";

/**
 * Learning curves of kernel regression by the eigenlearning equations: κ ≥ 0 solves `n = Σ λ_i/(λ_i + κ) + δ/κ`, and all
 * else follows. Without a ridge, and with at least as many points as modes, κ = 0.
 *
 * Mean field: it takes the eigenfunctions for independent Gaussian features. See `eigenlearningLimits`, which every result carries.
 * Source: Simon et al. 2021, arXiv:2110.03922 (the same equations: Canatar et al. 2021, arXiv:2006.13198).
 * Throws ShapeMismatch for lists of different lengths, InvalidInput or InvalidData for numbers out of range.
 */
export function eigenlearning(problem: LearningProblem, samples: number): LearningEstimate {
  const { eigenvalues, multiplicities, weights, ridge = 0, noise = 0 } = problem;
  check(problem, samples);
  const lambda = Float64Array.from(eigenvalues);
  const count = Float64Array.from(lambda, (_, i) => multiplicities?.[i] ?? 1);
  const kappa = solveKappa(lambda, count, ridge, samples);
  const learnabilities = lambda.map((value) => (value > 0 ? value / (value + kappa) : 0));
  const used = learnabilities.reduce((sum, value, i) => sum + count[i] * value * value, 0);
  const overfitting = samples > used ? samples / (samples - used) : Infinity;
  const missed = learnabilities.reduce((sum, value, i) => sum + (1 - value) ** 2 * weights[i], 0) + noise;
  const testError = missed === 0 ? 0 : overfitting * missed;
  return {
    samples,
    kappa,
    learnabilities,
    overfitting,
    testError,
    trainError: ridge === 0 ? 0 : (ridge / (samples * kappa)) ** 2 * testError,
    limits: eigenlearningLimits,
  };
}

/** The estimates for several sizes of the training set. */
export const learningCurve = (problem: LearningProblem, sizes: readonly number[]): LearningEstimate[] => sizes.map((n) => eigenlearning(problem, n));

/** A kernel on N points that stand for all, with targets on them, as a learning problem: `λ/N`, and `(Qᵀy)²/N` summed over the outputs. */
export function learningProblem(
  { eigenvalues }: Spectrum,
  { coefficients }: TargetModes,
): { readonly eigenvalues: Float64Array; readonly weights: Float64Array } {
  const [n, outputs] = coefficients.shape;
  const weights = new Float64Array(n);
  coefficients.data.forEach((value, at) => {
    weights[Math.floor(at / outputs)] += (value * value) / n;
  });
  return { eigenvalues: eigenvalues.data.map((value) => value / n), weights };
}

/** `Σ λ/(λ + κ) + δ/κ` falls from the number of modes (or ∞, with a ridge) to 0 as κ grows, so its root is bracketed. */
function solveKappa(lambda: Float64Array, count: Float64Array, ridge: number, samples: number): number {
  const modes = count.reduce((sum, value, i) => sum + (lambda[i] > 0 ? value : 0), 0);
  if (ridge === 0 && samples >= modes) return 0;
  const excess = (kappa: number) => lambda.reduce((sum, value, i) => sum + count[i] * (value / (value + kappa)), ridge / kappa) - samples;
  const high = (lambda.reduce((sum, value, i) => sum + count[i] * value, ridge) / samples) * (1 + 1e-12);
  let low = high / 2;
  while (excess(low) < 0 && low > 0) low /= 16;
  return low > 0 ? bisect(excess, low, high) : 0;
}

function check({ eigenvalues, multiplicities, weights, ridge = 0, noise = 0 }: LearningProblem, samples: number): void {
  checkPositive("samples", samples);
  checkNotNegative("ridge", ridge);
  checkNotNegative("noise", noise);
  for (const [path, list] of Object.entries({ eigenvalues, multiplicities, weights })) {
    if (list === undefined) continue;
    if (list.length !== eigenvalues.length) {
      throw new ShapeMismatch({
        path,
        problem: `expected one number for each of the ${eigenvalues.length} eigenvalues`,
        found: show(list.length),
        remedy: "Give lists of one length.",
      });
    }
    checkFinite(path, list);
    for (let i = 0; i < list.length; i++) checkNotNegative(`${path}[${i}]`, list[i]);
  }
}
