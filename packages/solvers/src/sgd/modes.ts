import { batchNoise } from "./batches.ts";

/**
 * The linear model under mini-batch steps, in the basis of Q. A step is `a ← a − h ((n/b) P (Θ a − r_0) + ridge a)`, a the dual
 * coefficients, r_0 = y − f_0, h = η/Z and P the samples drawn. The mean of a is that of gradient descent. Around it, with m = 1 − hμ,
 * λ = μ − ridge, `w = r_0 − Θ a` the residual and W its second moment (over batches, mean over outputs, and over starts if they
 * are random), the covariance N of a moves by
 *
 * `N ← m N m + h² c (Qᵀ Diag(w²) Q − W/n)`, `W = ρ R ρ + λ N λ`, `w² = diag(Q W Qᵀ)`,
 *
 * with ρ what is left of the mean, R the second moment of r_0, and c from `batchNoise`.
 */
export interface BatchModes {
  /** μ, with the ridge [n]. */
  readonly modes: Float64Array;
  /** λ, without it [n]. */
  readonly kernel: Float64Array;
  /** h. */
  readonly rate: number;
  /** `h² c`. */
  readonly noise: number;
  readonly samples: number;
}

export const batchModes = (modes: Float64Array, ridge: number, rate: number, batch: number): BatchModes => ({
  modes,
  kernel: modes.map((mode) => Math.max(0, mode - ridge)),
  rate,
  noise: rate * rate * batchNoise(modes.length, batch),
  samples: modes.length,
});

/** `1 − a_ij`, a_ij the factor of N_ij in a step but for what comes back through w²: `1 − m_i m_j + h² c λ_i λ_j/n` [n, n]. */
export function decays({ modes, kernel, rate, noise, samples }: BatchModes): Float64Array {
  const result = new Float64Array(samples * samples);
  for (let i = 0; i < samples; i++) {
    for (let j = 0; j < samples; j++) {
      // 1 − m_i m_j without cancellation.
      const contraction = rate * (modes[i] + modes[j] - rate * modes[i] * modes[j]);
      result[i * samples + j] = contraction + (noise * kernel[i] * kernel[j]) / samples;
    }
  }
  return result;
}
