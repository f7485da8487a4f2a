import { checkNotNegative, checkPositive } from "./checks.ts";

/*
 * Numbers that sum up a spectrum λ (in any order). Eigenvalues below 0 are rounding errors and count as 0; a spectrum
 * without a positive eigenvalue has rank and dimension 0.
 */

const positive = (eigenvalues: Float64Array): Float64Array => eigenvalues.filter((value) => value > 0);
const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
/** λ/λmax of the positive ones: what does not overflow when it is squared. */
const relative = (eigenvalues: Float64Array): Float64Array => {
  const kept = positive(eigenvalues);
  const largest = kept.reduce((most, value) => Math.max(most, value), 0);
  return kept.map((value) => value / largest);
};

/** `exp(H(p))`, `p = λ/Σλ`, H the Shannon entropy: 1 for one mode, n for n equal ones (Roy & Vetterli 2007). */
export function effectiveRank(eigenvalues: Float64Array): number {
  const values = relative(eigenvalues);
  if (values.length === 0) return 0;
  const sum = total(values);
  return Math.exp(-values.reduce((entropy, value) => entropy + (value / sum) * Math.log(value / sum), 0));
}

/** `(Σλ)²/Σλ²`: how many modes share the variance. */
export function participationRatio(eigenvalues: Float64Array): number {
  const values = relative(eigenvalues);
  return values.length === 0 ? 0 : total(values) ** 2 / total(values.map((value) => value * value));
}

/** `Σ λ/(λ + r)`: how many modes a ridge r ≥ 0 leaves free; at r = 0 the rank. */
export function effectiveDimension(eigenvalues: Float64Array, ridge: number): number {
  checkNotNegative("ridge", ridge);
  return total(positive(eigenvalues).map((value) => value / (value + ridge)));
}

/** `λmax/λmin` (the trainability measure of Chen et al. 2021, arXiv:2102.11535, on an NTK); Infinity if the kernel is singular. */
export function conditionNumber(eigenvalues: Float64Array): number {
  const [least, most] = [eigenvalues.reduce((a, b) => Math.min(a, b), Infinity), eigenvalues.reduce((a, b) => Math.max(a, b), -Infinity)];
  return least > 0 ? most / least : Infinity;
}

/** How training turns its time t into decay: `e^(−ηλt/Z)`. η is the learning rate, Z what divides the summed loss. */
export interface Pace {
  readonly learningRate: number;
  readonly normaliser: number;
}

export function checkPace({ learningRate, normaliser }: Pace): void {
  checkPositive("learningRate", learningRate);
  checkPositive("normaliser", normaliser);
}

/** `Z/(ηλ)`: the training time in which each mode shrinks to 1/e; Infinity for a mode that never moves. */
export function timeConstants(eigenvalues: Float64Array, pace: Pace): Float64Array {
  checkPace(pace);
  return eigenvalues.map((value) => (value > 0 ? pace.normaliser / (pace.learningRate * value) : Infinity));
}
