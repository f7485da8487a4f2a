import type { Reason } from "./reason.ts";
import type { TrainingResult } from "./result.ts";

/** How often the loss of a step is looked at where nothing else asks for it, in steps: reading it costs time. */
export const lookEvery = 20;

/** How far above its first value the loss may rise. Training beyond the stable limit may rise a good deal, and come back. */
const bound = 1e6;

/** Why training ends. */
export interface Ending {
  readonly status: TrainingResult["status"];
  readonly reason: TrainingResult["reason"];
  readonly trouble?: Reason;
}

/** Whether a loss means that training has diverged. */
export const hasDiverged = (loss: number, first: number): boolean => !(loss <= bound * Math.max(first, Number.MIN_VALUE));

/** What ends a training that diverged, found at `step`. */
export function divergence(step: number, loss: number, learningRate: number, limit: number | undefined): Ending {
  const found = Number.isFinite(loss) ? `has risen to ${loss.toPrecision(3)}` : "is not finite";
  const stable = limit === undefined ? "" : ` It was stable below ${limit.toPrecision(4)} where training began.`;
  return {
    status: "diverged",
    reason: "diverged",
    trouble: {
      problem: `training diverged: at step ${step} the loss ${found}`,
      remedy: `Take a learning rate below ${learningRate}.${stable}`,
    },
  };
}

/** What is said of a linear twin that is trained no more. */
export const twinDiverged = (step: number): Reason => ({
  problem: `the linear twin diverged: it is not trained from step ${step} on`,
  remedy: "Take a smaller learning rate: the network changed until it was stable, and its linear twin cannot.",
});
