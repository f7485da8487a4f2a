import type { Backend } from "@ntkit/backend";
import type { ChosenLoss } from "@ntkit/losses";
import { lossGradient, type StepBatch } from "./gradient.ts";
import type { Model } from "./model.ts";
import { type ChosenOptimiser, leave, type Position } from "./update.ts";

/** A model and where its training stands. */
export interface Learner {
  /** What the names of its records begin with: "" for the network. */
  readonly prefix: string;
  readonly model: Model;
  readonly position: Position;
}

export interface Stepping {
  readonly on: Backend;
  readonly loss: ChosenLoss;
  readonly optimiser: ChosenOptimiser;
}

export interface StepOptions {
  /** Counted from 0. */
  readonly step: number;
  /** Given the loss of the first learner on the batch before the step: false for a step that is not to be taken. Absent: nobody looks. */
  readonly look?: ((loss: number) => boolean) | undefined;
}

/** One step of every learner on one batch. Undefined if it is not to be taken. The positions that are left are freed. */
export async function stepAll(
  { on, loss, optimiser }: Stepping,
  learners: readonly Learner[],
  batchOf: () => StepBatch,
  { step, look }: StepOptions,
): Promise<readonly Learner[] | undefined> {
  const positions = await on.scope(async () => {
    const batch = batchOf();
    const next: Position[] = [];
    for (const [i, { model, position }] of learners.entries()) {
      const { gradients, value } = await lossGradient(on, loss, model, optimiser.lookAhead(on, position), batch);
      if (i === 0 && look !== undefined && !look(await value())) return undefined;
      next.push(optimiser.step(on, position, gradients, step + 1));
    }
    return next;
  });
  if (positions === undefined) return undefined;
  for (const [i, { position }] of learners.entries()) leave(on, position, positions[i]);
  return learners.map((learner, i) => ({ ...learner, position: positions[i] }));
}
