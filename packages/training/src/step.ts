import type { Backend } from "@ntkit/backend";
import type { ChosenLoss } from "@ntkit/losses";
import { lossGradient, type StepBatch } from "./gradient.ts";
import type { Measurement } from "./measure.ts";
import type { Model } from "./model.ts";
import { type ChosenOptimiser, leave, type Position } from "./update.ts";

/** A model, what is measured of it, and where its training stands. */
export interface Learner {
  /** What the names of its records begin with: "" for the network. */
  readonly prefix: string;
  readonly model: Model;
  readonly measurements: readonly Measurement[];
  readonly position: Position;
}

export interface StepOptions {
  /** Counted from 0. */
  readonly step: number;
  /** Given the loss of a learner on the batch before the step: false if no step is to be taken by anyone. Absent: nobody looks. */
  readonly look?: ((learner: Learner, loss: number) => boolean) | undefined;
}

/** One step of every learner on one batch. Undefined if it was not taken. The positions that are left are freed. */
export async function stepAll(
  { on, loss, optimiser }: { readonly on: Backend; readonly loss: ChosenLoss; readonly optimiser: ChosenOptimiser },
  learners: readonly Learner[],
  batchOf: () => StepBatch,
  { step, look }: StepOptions,
): Promise<readonly Learner[] | undefined> {
  const positions = await on.scope(async () => {
    const batch = batchOf();
    const next: Position[] = [];
    for (const learner of learners) {
      const { model, position } = learner;
      const { gradients, value } = await lossGradient(on, loss, model, optimiser.lookAhead(on, position), batch);
      if (look !== undefined && !look(learner, await value())) return undefined;
      next.push(optimiser.step(on, position, gradients, step + 1));
    }
    return next;
  });
  if (positions === undefined) return undefined;
  for (const [i, { position }] of learners.entries()) leave(on, position, positions[i]);
  return learners.map((learner, i) => ({ ...learner, position: positions[i] }));
}
