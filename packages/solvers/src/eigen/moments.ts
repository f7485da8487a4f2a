import type { Backend, Tensor } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { combine, scaleColumns, vector } from "../arrays.ts";
import { movedPrior, pairs, reducedPrior, type Spread } from "../covariance.ts";
import { type CheckedMoments, checkedMoments } from "../moments.ts";
import { modeSums } from "./mode-sums.ts";
import { gain, remainder } from "./modes.ts";
import type { EigenState } from "./state.ts";

/** Mean and spread on the training points at each τ = ηt/Z. */
export async function trainMoments(on: Backend, state: EigenState, taus: readonly number[], spread: Spread | undefined): Promise<CheckedMoments[]> {
  const { modes, targets, start, spec, conventions, held } = state;
  const ridge = conventions.ridge.absolute;
  const remainders = (tau: number) => modes.map((mode) => remainder(mode, tau, ridge, spec.trainOutputs));
  const residuals = await modeSums(on, held.vectors, held.residual, taus.map(remainders));
  const means = taus.map((tau, index) => (tau === 0 ? start.train : combine(targets, residuals[index], -1)));
  return withSpread(on, state, "train", taus, means, spread, (tau, kind) => {
    if (held.covariance !== undefined) {
      const left = scaleColumns(on, held.vectors, vector(on, remainders(tau)));
      return pairs(on, kind, on.matmul(left, held.covariance), left);
    }
    // The prior variance of the labels has the ridge in it, that of the function has not.
    const prior = (mode: number) => (spec.trainOutputs === "labels" ? mode : Math.max(0, mode - ridge));
    const variances = modes.map((mode) => prior(mode) * remainder(mode, 2 * tau, ridge, spec.trainOutputs));
    return pairs(on, kind, scaleColumns(on, held.vectors, vector(on, variances)), held.vectors);
  });
}

/** Mean and spread on the test points at each τ = ηt/Z. */
export async function testMoments(on: Backend, state: EigenState, taus: readonly number[], spread: Spread | undefined): Promise<CheckedMoments[]> {
  const { modes, start, held } = state;
  const { weights, prior, covariance, cross } = held;
  if (weights === undefined) return [];
  const gains = (tau: number) => modes.map((mode) => gain(mode, tau));
  const moves = await modeSums(on, weights, held.residual, taus.map(gains));
  const means = taus.map((_, index) => combine(start.test, moves[index], 1));
  return withSpread(on, state, "test", taus, means, prior && spread, (tau, kind) => {
    if (covariance === undefined || cross === undefined) {
      return reducedPrior(on, kind, prior as Tensor, scaleColumns(on, weights, vector(on, gains(2 * tau))), weights);
    }
    return movedPrior(on, kind, { prior: prior as Tensor, moves: scaleColumns(on, weights, vector(on, gains(tau))), cross, train: covariance });
  });
}

/** Adds the spread, one time after the other: each needs matrices as large as the kernel. */
async function withSpread(
  on: Backend,
  { largestPrior, conventions }: EigenState,
  set: "train" | "test",
  taus: readonly number[],
  means: readonly NDArray[],
  spread: Spread | undefined,
  compute: (tau: number, spread: Spread) => Tensor,
): Promise<CheckedMoments[]> {
  const checked: CheckedMoments[] = [];
  for (const [index, tau] of taus.entries()) {
    const second = spread && (await on.scope(() => on.read(compute(tau, spread))));
    checked.push(checkedMoments(means[index], second, largestPrior[set], conventions.dtype));
  }
  return checked;
}
