/**
 * What drawing b of n samples, uniformly and without replacement, does to second moments. With P the diagonal of 1 for the
 * samples drawn and 0 for the others, `ξ = ((n/b) P − 1) w` is what a batch gets wrong of the sum over all samples, of mean 0 and
 *
 * `E[ξ ξᵀ] = c (Diag(w wᵀ) − w wᵀ/n)`, `c = n (n − b)/(b (n − 1))`,
 *
 * as two samples are drawn together with the probability `b(b − 1)/(n(n − 1))`.
 */
export const batchNoise = (samples: number, batch: number): number => (batch === samples ? 0 : (samples * (samples - batch)) / (batch * (samples - 1)));
