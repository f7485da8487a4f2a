import { InvalidInput } from "@ntkit/core";
import { type Acceleration, stepLimit } from "./gradient-descent/steps.ts";
import type { Dynamics, TimeConstants } from "./solver.ts";

/**
 * The learning rate at and above which gradient descent on a squared loss diverges: `2 (1 + β) Z/λmax`, with momentum β
 * (heavy ball) and Z what divides the summed loss; with Nesterov's momentum `2 (1 + β)/(1 + 2β) Z/λmax`, which is less.
 * Infinity for a kernel that is zero.
 * Source: Polyak 1964; Lee et al. 2019, arXiv:1902.06720, section 2. For Nesterov: both roots of `z² − (1 − x)(1 + β) z + (1 − x) β`,
 * x = ηλ/Z, are inside the unit circle iff 0 < x < 2 (1 + β)/(1 + 2β) (Jury's conditions).
 */
export function maximumLearningRate({
  largestEigenvalue,
  normaliser,
  momentum = 0,
  acceleration = "heavy-ball",
}: {
  readonly largestEigenvalue: number;
  readonly normaliser: number;
  readonly momentum?: number;
  readonly acceleration?: Acceleration;
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
  return (stepLimit({ momentum, acceleration }) * normaliser) / largestEigenvalue;
}

/** `Z/(ηλ)`: the training time in which a mode shrinks to 1/e; Infinity for modes with λ ≤ 0, which never move. */
export function timeConstants(eigenvalues: Float64Array, learningRate: number, normaliser: number): Float64Array {
  return eigenvalues.map((value) => (value > 0 ? normaliser / (learningRate * value) : Infinity));
}

/** Time constants of the fastest and the slowest of `modes` that move (eigenvalues above 0); undefined if none does. */
export function slowestAndFastest(modes: Iterable<number>, { learningRate, normaliser }: Dynamics): TimeConstants | undefined {
  let [least, most] = [Infinity, 0];
  for (const mode of modes) if (mode > 0) [least, most] = [Math.min(least, mode), Math.max(most, mode)];
  const constant = (eigenvalue: number) => normaliser.value / (learningRate * eigenvalue);
  return most === 0 ? undefined : { fastest: constant(most), slowest: constant(least) };
}
