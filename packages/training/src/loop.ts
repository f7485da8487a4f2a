import { breather } from "@ntkit/kernels";
import { type Batches, seedOf } from "./batches.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { takeBatch } from "./gradient.ts";
import { lossesOf } from "./losses-of.ts";
import { momentAt, readTensors, type Stage } from "./moment.ts";
import type { Reason } from "./reason.ts";
import { noRecords, type Records, recordBook } from "./records.ts";
import type { TrainingListener, TrainingResult } from "./result.ts";
import type { TrainingSettings } from "./settings.ts";
import { type Learner, stepAll } from "./step.ts";
import { type ChosenOptimiser, tensorsOf } from "./update.ts";
import { divergence, type Ending, hasDiverged, lookEvery, twinDiverged } from "./verdict.ts";

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
  /** What to say before the first step. */
  readonly warning: Reason | undefined;
  readonly checkpointEvery: { readonly steps?: number; readonly seconds?: number };
  checkpointOf(step: number, learners: readonly Learner[], records: Records): Promise<Checkpoint>;
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
export async function trainingLoop(task: Task): Promise<Omit<TrainingResult, "conventions" | "seconds">> {
  const { stage, settings, optimiser, batches, firstLoss, onEvent, signal, checkpointEvery } = task;
  const { on, loss } = stage;
  const { steps, stop } = settings;
  const began = performance.now();
  const breathe = breather();
  const book = recordBook(task.records ?? noRecords);
  const warnings: Reason[] = [];
  const firstDraw = seedOf("draws", settings.seed);
  const fullBatch = batches.stepsPerEpoch === 1;
  const momentOf = ({ model, position }: Learner, step: number) => momentAt(stage, model, position.parameters, step);
  const diverged = (step: number, value: number) => divergence(step, value, optimiser.spec.learningRate, task.limit);
  let lastLoss = firstLoss;
  let lastCheckpoint = began;

  const warn = async (warning: Reason) => {
    if (warnings.some(({ problem }) => problem === warning.problem)) return;
    warnings.push(warning);
    await onEvent?.({ kind: "warning", warning });
  };

  /** Measures what is due at a step, or else what is not; nothing of a model that has diverged. Which models have. */
  const record = async (learners: readonly Learner[], step: number, wanted = true): Promise<ReadonlyMap<Learner, number>> => {
    const lost = new Map<Learner, number>();
    const numbers: Record<string, number> = {};
    for (const learner of learners) {
      const due = learner.measurements.filter((measurement) => measurement.due(step) === wanted);
      if (due.length === 0) continue;
      const moment = momentOf(learner, step);
      const value = (await lossesOf(moment)).train;
      if (hasDiverged(value, firstLoss)) lost.set(learner, value);
      if (lost.has(learner)) continue;
      for (const { measure } of due) {
        const values = await measure(moment);
        for (const warning of book.add(step, values)) await warn(warning);
        Object.assign(numbers, values.numbers);
      }
    }
    if (Object.keys(numbers).length > 0) await onEvent?.({ kind: "record", step, numbers });
    return lost;
  };

  /** What ends training before a step, without a look at the loss of its batch. */
  const ending = async (learners: readonly Learner[], step: number): Promise<Ending | undefined> => {
    if (step >= steps) return { status: "finished", reason: "steps" };
    if (signal?.aborted === true) return { status: "stopped", reason: "signal" };
    if (stop.seconds !== undefined && performance.now() - began >= 1000 * stop.seconds) return { status: "stopped", reason: "seconds" };
    if (fullBatch || stop.loss === undefined || step % batches.stepsPerEpoch !== 0) return undefined;
    return (await lossesOf(momentOf(learners[0], step))).train <= stop.loss ? { status: "finished", reason: "loss" } : undefined;
  };

  /** The learners that are left without those that have diverged; undefined if the network is among these. */
  const withoutLost = async (learners: readonly Learner[], lost: ReadonlyMap<Learner, number>, step: number) => {
    for (const learner of learners.slice(1).filter((learner) => lost.has(learner))) {
      on.dispose(...tensorsOf(learner.position));
      await warn(twinDiverged(step));
    }
    return learners.filter((learner) => !lost.has(learner));
  };

  const saveIfDue = async (learners: readonly Learner[], step: number) => {
    const { steps: every, seconds } = checkpointEvery;
    const now = performance.now();
    const due = (every !== undefined && step % every === 0) || (seconds !== undefined && now - lastCheckpoint >= 1000 * seconds);
    if (!due || step === task.step) return;
    lastCheckpoint = now;
    await onEvent?.({ kind: "checkpoint", checkpoint: await task.checkpointOf(step, learners, book.records()) });
  };

  /** One step, if nothing ends training before it. */
  const advance = async (from: Standing): Promise<Standing> => {
    const { step } = from;
    const known = task.records !== undefined && step === task.step;
    const lost = known ? new Map<Learner, number>() : await record(from.learners, step);
    const [network] = from.learners;
    const tooLarge = lost.get(network);
    if (tooLarge !== undefined) return { ...from, ended: diverged(step, tooLarge) };
    const learners = await withoutLost(from.learners, lost, step);
    await saveIfDue(learners, step);
    const ended = await ending(learners, step);
    if (ended !== undefined) return { learners, step, ended };

    let judged: Ending | undefined;
    const losses = new Map<Learner, number>();
    const look = (learner: Learner, value: number) => {
      if (hasDiverged(value, firstLoss)) losses.set(learner, value);
      if (learner !== network) return true;
      lastLoss = value;
      if (losses.has(learner)) judged = diverged(step, value);
      else if (fullBatch && stop.loss !== undefined && value <= stop.loss) judged = { status: "finished", reason: "loss" };
      return judged === undefined;
    };
    const looking = step % lookEvery === 0 || (fullBatch && stop.loss !== undefined);
    const batchOf = () => takeBatch(on, stage.data.train, stage.origins.train, batches.at(step), firstDraw + step);
    const next = await stepAll({ on, loss, optimiser }, learners, batchOf, { step, look: looking ? look : undefined });
    if (next === undefined) return { learners, step, ended: judged };
    await breathe();
    const late = new Map(next.flatMap((learner, i) => (losses.has(learners[i]) ? [[learner, 0] as const] : [])));
    return { learners: await withoutLost(next, late, step), step: step + 1 };
  };

  /** Steps up to the next one that is looked at. A scope of its own keeps the books of the backend short. */
  const stretch = async (from: Standing): Promise<Standing> => {
    let standing = await advance(from);
    while (standing.ended === undefined && standing.step % lookEvery !== 0) standing = await advance(standing);
    return standing;
  };

  if (task.warning !== undefined) await warn(task.warning);
  let standing: Standing = { learners: task.learners, step: task.step };
  while (standing.ended === undefined) {
    const from = standing;
    standing = await on.scope(() => stretch(from));
    void onEvent?.({ kind: "progress", done: standing.step, total: steps, loss: lastLoss });
  }
  const { learners, step, ended } = standing;
  const [network] = learners;
  const last = momentOf(network, step);
  const losses = await lossesOf(last);
  const outcome = hasDiverged(losses.train, firstLoss) ? diverged(step, losses.train) : ended;
  const whole = outcome.status !== "diverged";
  const checkpoint = whole ? await task.checkpointOf(step, learners, book.records()) : undefined;
  if (whole) await record(learners, step, false);
  const parameters = await readTensors(on, network.position.parameters);
  return { ...outcome, step, parameters, records: book.records(), loss: losses, outputs: await last.outputs(), ...(checkpoint && { checkpoint }), warnings };
}
