import type { Backend } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import type { TrainingLoss } from "../solver.ts";
import { modeSums } from "./mode-sums.ts";
import { gain, remainder } from "./modes.ts";
import type { EigenState } from "./state.ts";

/**
 * The squared loss at each τ = ηt/Z. With c = Qᵀ(y − f_0), λ = μ − r the eigenvalues of Θ and a = Q (1 − e^{−μτ})/μ c the dual
 * coefficients: value `½ Σ (1 − λ(1 − e^{−μτ})/μ)² c²`, penalty `r/2 Σ λ ((1 − e^{−μτ})/μ)² c²`, and of their sum the slope
 * `−(η/Z) Σ λ e^{−2μτ} c²`, all divided by Z. The identity goes the long way: the residual on the points, and back to modes.
 */
export async function eigenLosses(on: Backend, { modes, spec, conventions, held }: EigenState, taus: readonly number[]): Promise<TrainingLoss[]> {
  const ridge = conventions.ridge.absolute;
  const z = conventions.dynamics.normaliser.value;
  const rate = spec.learningRate / z;
  const residual = (await on.read(held.residual)).data;
  const n = modes.length;
  const power = sumOfSquares(residual, n);
  const kernel = modes.map((mode) => Math.max(0, mode - ridge));
  const sum = (term: (mode: number, lambda: number) => number) => power.reduce((total, c2, i) => total + term(modes[i], kernel[i]) * c2, 0);
  const labels = await modeSums(
    on,
    held.vectors,
    held.residual,
    taus.map((tau) => modes.map((mode) => remainder(mode, tau, ridge, "labels"))),
  );
  const losses: TrainingLoss[] = [];
  for (const [index, tau] of taus.entries()) {
    const left = ndArray(labels[index], [n, residual.length / n]);
    const projected = await on.scope(() => on.read(on.matmul(on.tensor(left), held.vectors, { transposeA: true })));
    const identity = sumOfSquares(projected.data, n).reduce((total, d2, i) => total + kernel[i] * d2, 0);
    losses.push({
      value: sum((mode) => remainder(mode, tau, ridge, "function") ** 2) / (2 * z),
      penalty: ridge === 0 ? 0 : (ridge * sum((mode, lambda) => lambda * gain(mode, tau) ** 2)) / (2 * z),
      slope: (-rate * sum((mode, lambda) => (lambda === 0 ? 0 : lambda * Math.exp(-2 * mode * tau)))) / z || 0,
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
