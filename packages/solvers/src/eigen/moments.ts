import type { Backend, Tensor } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { combine, scaleColumns, vector } from "../arrays.ts";
import { movedPrior, pairs, reducedPrior, type Spread } from "../covariance.ts";
import { type CheckedMoments, checkedMoments } from "../moments.ts";
import { modeSums } from "./mode-sums.ts";
import { type Motion, remainders, twice } from "./motion.ts";
import type { LinearOptions } from "./options.ts";
import type { ModeBasis } from "./state.ts";

/** Mean and spread on the training points after each motion. */
export async function trainMoments<S extends LinearOptions>(
  on: Backend,
  state: ModeBasis<S>,
  motions: readonly Motion[],
  spread: Spread | undefined,
): Promise<CheckedMoments[]> {
  const { modes, targets, start, spec, conventions, held } = state;
  const ridge = conventions.ridge.absolute;
  const left = (motion: Motion) => remainders(motion, modes, ridge, spec.trainOutputs);
  const residuals = await modeSums(on, held.vectors, held.residual, motions.map(left));
  const means = motions.map(({ gains }, index) => (gains.every((value) => value === 0) ? start.train : combine(targets, residuals[index], -1)));
  return withSpread(on, state, "train", motions, means, spread, (motion, kind) => {
    if (held.covariance !== undefined) {
      const rows = scaleColumns(on, held.vectors, vector(on, left(motion)));
      return pairs(on, kind, on.matmul(rows, held.covariance), rows);
    }
    // The prior variance of the labels has the ridge in it, that of the function has not.
    const prior = (mode: number) => (spec.trainOutputs === "labels" ? mode : Math.max(0, mode - ridge));
    const variances = left(twice(motion)).map((part, i) => prior(modes[i]) * part);
    return pairs(on, kind, scaleColumns(on, held.vectors, vector(on, variances)), held.vectors);
  });
}

/** Mean and spread on the test points after each motion. */
export async function testMoments<S extends LinearOptions>(
  on: Backend,
  state: ModeBasis<S>,
  motions: readonly Motion[],
  spread: Spread | undefined,
): Promise<CheckedMoments[]> {
  const { start, held } = state;
  const { weights, prior, covariance, cross } = held;
  if (weights === undefined) return [];
  const moves = await modeSums(
    on,
    weights,
    held.residual,
    motions.map(({ gains }) => gains),
  );
  const means = motions.map((_, index) => combine(start.test, moves[index], 1));
  return withSpread(on, state, "test", motions, means, prior && spread, (motion, kind) => {
    const scaled = (gains: Float64Array) => scaleColumns(on, weights, vector(on, gains));
    if (covariance === undefined || cross === undefined) return reducedPrior(on, kind, prior as Tensor, scaled(twice(motion).gains), weights);
    return movedPrior(on, kind, { prior: prior as Tensor, moves: scaled(motion.gains), cross, train: covariance });
  });
}

/** Adds the spread, one time after the other: each needs matrices as large as the kernel. */
async function withSpread<S extends LinearOptions>(
  on: Backend,
  { largestPrior, conventions }: ModeBasis<S>,
  set: "train" | "test",
  motions: readonly Motion[],
  means: readonly NDArray[],
  spread: Spread | undefined,
  compute: (motion: Motion, spread: Spread) => Tensor,
): Promise<CheckedMoments[]> {
  const checked: CheckedMoments[] = [];
  for (const [index, motion] of motions.entries()) {
    const second = spread && (await on.scope(() => on.read(compute(motion, spread))));
    checked.push(checkedMoments(means[index], second, largestPrior[set], conventions.dtype));
  }
  return checked;
}
