import type { Backend } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { accuracy, type ChosenLoss, meanLoss } from "@ntkit/losses";
import type { Samples } from "./data.ts";

/** How well the mean prediction does at one time. `accuracy` for classes, `r2` for numbers. */
export interface Score {
  /** L(f, y) a sample, outputs summed. */
  readonly loss: number;
  /** The share of samples whose largest output is their class. */
  readonly accuracy?: number;
  /** 1 − Σ (y − f)² / Σ (y − ȳ)², ȳ the mean of each output over these samples. */
  readonly r2?: number;
}

/** Of mean predictions [n, O]. */
export async function scoreOf(on: Backend, loss: ChosenLoss, mean: NDArray, samples: Samples): Promise<Score> {
  const value = await meanLoss(on, loss, mean, samples.targets, samples.targets.shape[0]);
  return samples.labels === undefined ? { loss: value, r2: skill(mean, samples) } : { loss: value, accuracy: skill(mean, samples) };
}

/** The figure by which learning is timed: accuracy or r². */
export function skill(mean: NDArray, { targets, labels }: Pick<Samples, "targets" | "labels">): number {
  return labels === undefined ? coefficientOfDetermination(mean, targets) : accuracy(mean, labels);
}

/** For targets that are all equal: 1 if every one is met exactly, else 0. */
function coefficientOfDetermination(mean: NDArray, { data, shape: [n = 0, outputs = 0] }: NDArray): number {
  const centres = Array.from({ length: outputs }, (_, output) => {
    let sum = 0;
    for (let at = output; at < data.length; at += outputs) sum += data[at];
    return sum / n;
  });
  let [errors, total] = [0, 0];
  data.forEach((y, at) => {
    errors += (y - mean.data[at]) ** 2;
    total += (y - centres[at % outputs]) ** 2;
  });
  return total > 0 ? 1 - errors / total : Number(errors === 0);
}
