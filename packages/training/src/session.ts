import { type Batches, seedOf } from "./batches.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type StepBatch, takeBatch } from "./gradient.ts";
import { lossesOf } from "./losses-of.ts";
import { type Moment, momentAt, type Stage } from "./moment.ts";
import type { Reason } from "./reason.ts";
import { noRecords, type Records, recordBook } from "./records.ts";
import type { TrainingListener } from "./result.ts";
import type { TrainingSettings } from "./settings.ts";
import type { Learner } from "./step.ts";
import type { ChosenOptimiser } from "./update.ts";
import { divergence, type Ending, hasDiverged } from "./verdict.ts";

export interface Task {
  readonly stage: Stage;
  readonly settings: TrainingSettings;
  readonly optimiser: ChosenOptimiser;
  readonly batches: Batches;
  /** The network first. */
  readonly learners: readonly Learner[];
  /** Steps done before. */
  readonly step: number;
  /** What was recorded before: all that was due, up to that step; undefined at the very start. */
  readonly records: Records | undefined;
  /** The loss at the start of training. */
  readonly firstLoss: number;
  /** The largest stable learning rate, if it is known. */
  readonly limit: number | undefined;
  readonly checkpointEvery: { readonly steps?: number; readonly seconds?: number };
  checkpointOf(step: number, learners: readonly Learner[], records: Records): Promise<Checkpoint>;
  readonly onEvent: TrainingListener | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What a training keeps books of and is asked between two steps. */
export interface Session {
  readonly warnings: readonly Reason[];
  records(): Records;
  /** Says it once. */
  warn(warning: Reason): Promise<void>;
  momentOf(learner: Learner, step: number): Moment;
  batchAt(step: number): StepBatch;
  /** Measures what is due at a step, or else what is not; nothing of a model that has diverged. Which have, with their losses. */
  record(learners: readonly Learner[], step: number, due: boolean): Promise<ReadonlyMap<Learner, number>>;
  /** Gives the listener a checkpoint, if it is time for one. */
  save(learners: readonly Learner[], step: number): Promise<void>;
  /** What ends training before a step, without a look at the loss of its batch. */
  ending(network: Learner, step: number): Promise<Ending | undefined>;
  /** Whether a loss means that a model has diverged. */
  tooLarge(loss: number): boolean;
  diverged(step: number, loss: number): Ending;
}

export function openSession(task: Task): Session {
  const { stage, settings, optimiser, batches, firstLoss, onEvent, signal, checkpointEvery } = task;
  const { on, data, origins } = stage;
  const { steps, stop } = settings;
  const began = performance.now();
  const firstDraw = seedOf("draws", settings.seed);
  const book = recordBook(task.records ?? noRecords);
  const warnings: Reason[] = [];
  let saved = began;

  const warn = async (warning: Reason) => {
    if (warnings.some(({ problem }) => problem === warning.problem)) return;
    warnings.push(warning);
    await onEvent?.({ kind: "warning", warning });
  };
  const momentOf = ({ model, position }: Learner, step: number) => momentAt(stage, model, position.parameters, step);
  const tooLarge = (loss: number) => hasDiverged(loss, firstLoss);

  return {
    ...{ warnings, warn, momentOf, tooLarge },
    records: book.records,
    batchAt: (step) => takeBatch(on, data.train, origins.train, batches.at(step), firstDraw + step),
    diverged: (step, loss) => divergence(step, loss, optimiser.spec.learningRate, task.limit),
    async record(learners, step, due) {
      const lost = new Map<Learner, number>();
      const numbers: Record<string, number> = {};
      for (const learner of learners) {
        const measurements = learner.measurements.filter((measurement) => measurement.due(step) === due);
        if (measurements.length === 0) continue;
        const moment = momentOf(learner, step);
        const loss = (await lossesOf(moment)).train;
        if (tooLarge(loss)) {
          lost.set(learner, loss);
          continue;
        }
        for (const { measure } of measurements) {
          const values = await measure(moment);
          for (const warning of book.add(step, values)) await warn(warning);
          Object.assign(numbers, values.numbers);
        }
      }
      if (Object.keys(numbers).length > 0) await onEvent?.({ kind: "record", step, numbers });
      return lost;
    },
    async save(learners, step) {
      const now = performance.now();
      const { steps: every = 0, seconds = Number.POSITIVE_INFINITY } = checkpointEvery;
      const isTime = (every > 0 && step % every === 0) || now - saved >= 1000 * seconds;
      if (!isTime || step === task.step || onEvent === undefined) return;
      saved = now;
      await onEvent({ kind: "checkpoint", checkpoint: await task.checkpointOf(step, learners, book.records()) });
    },
    async ending(network, step) {
      if (step >= steps) return { status: "finished", reason: "steps" };
      if (signal?.aborted === true) return { status: "stopped", reason: "signal" };
      if (stop.seconds !== undefined && performance.now() - began >= 1000 * stop.seconds) return { status: "stopped", reason: "seconds" };
      if (batches.stepsPerEpoch === 1 || stop.loss === undefined || step % batches.stepsPerEpoch !== 0) return undefined;
      return (await lossesOf(momentOf(network, step))).train <= stop.loss ? { status: "finished", reason: "loss" } : undefined;
    },
  };
}
