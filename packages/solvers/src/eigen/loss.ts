import type { Backend } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import type { TrainingLoss } from "../solver.ts";
import { modeSums } from "./mode-sums.ts";
import { type Motion, remainders } from "./motion.ts";
import type { LinearOptions } from "./options.ts";
import type { ModeBasis } from "./state.ts";

/**
 * The squared loss after each motion. With c = Qᵀ(y − f_0), λ = μ − r the eigenvalues of Θ and a = Q gain c the dual
 * coefficients: value `½ Σ (1 − λ gain)² c²`, penalty `r/2 Σ λ gain² c²`, and of their sum the slope `−Σ λ decay gain' c²`
 * (for gradient flow `−(η/Z) Σ λ e^{−2μτ} c²`), all divided by Z. The identity `−(η/Z²) dᵀΘd` goes the long way: the
 * residual on the points, and back to modes.
 */
export async function linearLosses<S extends LinearOptions>(
  on: Backend,
  { modes, spec, conventions, held }: ModeBasis<S>,
  motions: readonly Motion[],
): Promise<TrainingLoss[]> {
  const ridge = conventions.ridge.absolute;
  const z = conventions.dynamics.normaliser.value;
  const rate = spec.learningRate / z;
  const residual = (await on.read(held.residual)).data;
  const n = modes.length;
  const power = sumOfSquares(residual, n);
  const kernel = modes.map((mode) => Math.max(0, mode - ridge));
  const sum = (terms: Float64Array) => power.reduce((total, c2, i) => total + terms[i] * c2, 0);
  const labels = await modeSums(
    on,
    held.vectors,
    held.residual,
    motions.map(({ decays }) => decays),
  );
  const losses: TrainingLoss[] = [];
  for (const [index, motion] of motions.entries()) {
    const left = ndArray(labels[index], [held.vectors.shape[0], residual.length / n]);
    const projected = await on.scope(() => on.read(on.matmul(on.tensor(left), held.vectors, { transposeA: true })));
    const identity = sumOfSquares(projected.data, n).reduce((total, d2, i) => total + kernel[i] * d2, 0);
    const { gains, decays, speeds } = motion;
    losses.push({
      value: sum(remainders(motion, modes, ridge, "function").map((part) => part ** 2)) / (2 * z),
      penalty: ridge === 0 ? 0 : (ridge * sum(kernel.map((lambda, i) => lambda * gains[i] ** 2))) / (2 * z),
      slope: -sum(kernel.map((lambda, i) => (lambda === 0 ? 0 : lambda * decays[i] * speeds[i]))) / z || 0,
      identity: (-rate * identity) / z || 0,
    });
  }
  return losses;
}

/** Of an array [O, n], over its outputs: [n]. */
function sumOfSquares(rows: Float64Array, n: number): Float64Array {
  const sums = new Float64Array(n);
  rows.forEach((value, at) => {
    sums[at % n] += value * value;
  });
  return sums;
}
