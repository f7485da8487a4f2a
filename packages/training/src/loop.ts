import { breather } from "@ntkit/kernels";
import { type Batches, seedOf } from "./batches.ts";
import { takeBatch } from "./gradient.ts";
import { lossesOf } from "./losses-of.ts";
import { type Measurement, prepareMeasurements } from "./measure.ts";
import { momentAt, readParameters, type Stage } from "./moment.ts";
import type { RecorderRegistry } from "./recorders/index.ts";
import { noRecords, recordBook } from "./records.ts";
import type { TrainingListener, TrainingResult } from "./result.ts";
import type { TrainingSettings } from "./settings.ts";
import { type Learner, stepAll } from "./step.ts";
import type { ChosenOptimiser } from "./update.ts";
import { divergence, type Ending, hasDiverged, lookEvery } from "./verdict.ts";

export interface Task {
  readonly stage: Stage;
  readonly settings: TrainingSettings;
  readonly optimiser: ChosenOptimiser;
  readonly batches: Batches;
  /** The network first. */
  readonly learners: readonly Learner[];
  readonly recorders: RecorderRegistry;
  readonly onEvent: TrainingListener | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Where the loop stands. */
interface Standing {
  readonly learners: readonly Learner[];
  readonly step: number;
  readonly ended?: Ending | undefined;
}

/** Trains all learners side by side, on the same batches, until something ends it. */
export async function trainingLoop(task: Task): Promise<Omit<TrainingResult, "conventions" | "seconds" | "warnings">> {
  const { stage, settings, optimiser, batches, onEvent, signal } = task;
  const { on, loss } = stage;
  const { seed, steps, stop } = settings;
  const began = performance.now();
  const breathe = breather();
  const book = recordBook(noRecords);
  const firstDraw = seedOf("draws", seed);
  const fullBatch = batches.stepsPerEpoch === 1;
  const momentOf = ({ model, position }: Learner, step: number) => momentAt(stage, model, position.parameters, step);
  const measurements: Measurement[][] = [];
  for (const learner of task.learners) measurements.push(await prepareMeasurements(momentOf(learner, 0), learner.prefix, settings, task.recorders));
  const first = (await lossesOf(momentOf(task.learners[0], 0))).train;
  let last = first;

  /** What the loss before a step ends, if anything. */
  const verdict = (step: number, value: number): Ending | undefined => {
    last = value;
    if (hasDiverged(value, first)) return divergence(step, value, optimiser.spec.learningRate, undefined);
    return fullBatch && stop.loss !== undefined && value <= stop.loss ? { status: "finished", reason: "loss" } : undefined;
  };

  /** What ends training before a step, without a look at the loss of its batch. */
  const ending = async (learners: readonly Learner[], step: number): Promise<Ending | undefined> => {
    if (step >= steps) return { status: "finished", reason: "steps" };
    if (signal?.aborted === true) return { status: "stopped", reason: "signal" };
    if (stop.seconds !== undefined && performance.now() - began >= 1000 * stop.seconds) return { status: "stopped", reason: "seconds" };
    if (fullBatch || stop.loss === undefined || step % batches.stepsPerEpoch !== 0) return undefined;
    return (await lossesOf(momentOf(learners[0], step))).train <= stop.loss ? { status: "finished", reason: "loss" } : undefined;
  };

  /** Records what is due at a step, or everything. Nothing is recorded of a network that has diverged. */
  const record = async (learners: readonly Learner[], step: number, everything = false): Promise<Ending | undefined> => {
    const numbers: Record<string, number> = {};
    for (const [i, learner] of learners.entries()) {
      const due = measurements[i].filter((measurement) => (everything ? !measurement.due(step) : measurement.due(step)));
      if (due.length === 0) continue;
      const moment = momentOf(learner, step);
      const value = (await lossesOf(moment)).train;
      if (i === 0 && hasDiverged(value, first)) return verdict(step, value);
      for (const { measure } of due) {
        const values = await measure(moment);
        book.add(step, values);
        Object.assign(numbers, values.numbers);
      }
    }
    if (Object.keys(numbers).length > 0) await onEvent?.({ kind: "record", step, numbers });
    return undefined;
  };

  /** Steps up to the next one that is looked at. A scope of its own keeps the books of the backend short. */
  const stretch = async (from: Standing): Promise<Standing> => {
    let { learners, step } = from;
    do {
      const ended = (await record(learners, step)) ?? (await ending(learners, step));
      if (ended !== undefined) return { learners, step, ended };
      const indices = batches.at(step);
      const draws = firstDraw + step;
      const now = step;
      let judged: Ending | undefined;
      const look = (value: number) => {
        judged = verdict(now, value);
        return judged === undefined;
      };
      const looking = step % lookEvery === 0 || (fullBatch && stop.loss !== undefined);
      const batchOf = () => takeBatch(on, stage.data.train, stage.origins.train, indices, draws);
      const next = await stepAll({ on, loss, optimiser }, learners, batchOf, { step, look: looking ? look : undefined });
      if (next === undefined) return { learners, step, ended: judged };
      learners = next;
      step += 1;
      await breathe();
    } while (step % lookEvery !== 0);
    return { learners, step };
  };

  let standing: Standing = { learners: task.learners, step: 0 };
  while (standing.ended === undefined) {
    const from = standing;
    standing = await on.scope(() => stretch(from));
    void onEvent?.({ kind: "progress", done: standing.step, total: steps, loss: last });
  }
  const { learners, step, ended } = standing;
  const final = momentOf(learners[0], step);
  const losses = await lossesOf(final);
  const outcome = hasDiverged(losses.train, first) ? divergence(step, losses.train, optimiser.spec.learningRate, undefined) : ended;
  if (outcome.status !== "diverged") await record(learners, step, true);
  return { ...outcome, step, parameters: await readParameters(on, learners[0].position.parameters), records: book.records(), loss: losses };
}
