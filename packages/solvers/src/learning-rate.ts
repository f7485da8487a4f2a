import { InvalidInput } from "@ntkit/core";

/**
 * The learning rate at and above which gradient descent on a squared loss diverges: `2 (1 + β) Z/λmax`, with momentum β
 * (heavy ball) and Z what divides the summed loss. Infinity for a kernel that is zero.
 * Source: Polyak 1964; Lee et al. 2019, arXiv:1902.06720, section 2.
 */
export function maximumLearningRate({
  largestEigenvalue,
  normaliser,
  momentum = 0,
}: {
  readonly largestEigenvalue: number;
  readonly normaliser: number;
  readonly momentum?: number;
}): number {
  if (!(momentum >= 0 && momentum < 1)) {
    throw new InvalidInput({
      path: "momentum",
      problem: "expected a number from 0 to below 1",
      found: String(momentum),
      remedy: "Use 0 for plain gradient descent.",
    });
  }
  if (!(largestEigenvalue >= 0 && normaliser > 0)) {
    throw new InvalidInput({
      path: largestEigenvalue >= 0 ? "normaliser" : "largestEigenvalue",
      problem: "expected a largest eigenvalue ≥ 0 and a normaliser > 0",
      found: `${largestEigenvalue} and ${normaliser}`,
      remedy: "Take both from the state of the eigen solver.",
    });
  }
  return (2 * (1 + momentum) * normaliser) / largestEigenvalue;
}

/** `Z/(ηλ)`: the training time in which a mode shrinks to 1/e; Infinity for modes with λ ≤ 0, which never move. */
export function timeConstants(eigenvalues: Float64Array, learningRate: number, normaliser: number): Float64Array {
  return eigenvalues.map((value) => (value > 0 ? normaliser / (learningRate * value) : Infinity));
}
