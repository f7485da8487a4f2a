import type { Backend } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { accuracy, type ChosenLoss, meanLoss } from "@ntkit/losses";
import type { Samples } from "./data.ts";
import type { Score } from "./result.ts";

/** The loss a sample, and the accuracy (classes) or r² = 1 − SSE/SST (numbers), of mean predictions [n, O]. */
export async function scoreOf(on: Backend, loss: ChosenLoss, mean: NDArray, { targets, labels }: Samples): Promise<Score> {
  const value = await meanLoss(on, loss, mean, targets, targets.shape[0]);
  return labels === undefined ? { loss: value, r2: coefficientOfDetermination(mean, targets) } : { loss: value, accuracy: accuracy(mean, labels) };
}

/** The figure by which learning is timed: accuracy or r². */
export function skill(mean: NDArray, { targets, labels }: Samples): number {
  return labels === undefined ? coefficientOfDetermination(mean, targets) : accuracy(mean, labels);
}

function coefficientOfDetermination(mean: NDArray, targets: NDArray): number {
  const centre = targets.data.reduce((sum, y) => sum + y, 0) / targets.data.length;
  let [errors, total] = [0, 0];
  targets.data.forEach((y, i) => {
    errors += (y - mean.data[i]) ** 2;
    total += (y - centre) ** 2;
  });
  return total > 0 ? 1 - errors / total : Number(errors === 0);
}
