import { breather } from "@ntkit/core";
import { lossesOf } from "./losses-of.ts";
import { readTensors } from "./moment.ts";
import type { Reason } from "./reason.ts";
import type { TrainingResult } from "./result.ts";
import { openSession, type Task } from "./session.ts";
import { type Learner, stepAll } from "./step.ts";
import { tensorsOf } from "./update.ts";
import { type Ending, lookEvery, twinDiverged } from "./verdict.ts";

/** Where the loop stands. */
interface Standing {
  readonly learners: readonly Learner[];
  readonly step: number;
  readonly ended?: Ending | undefined;
}

/** Trains all learners side by side, on the same batches, until something ends it. */
export async function trainingLoop(task: Task, warning: Reason | undefined): Promise<Omit<TrainingResult, "conventions" | "seconds">> {
  const { stage, settings, batches } = task;
  const { on, loss } = stage;
  const session = openSession(task);
  const breathe = breather();
  const wantedLoss = batches.stepsPerEpoch === 1 ? settings.stop.loss : undefined;
  let lastLoss = task.firstLoss;

  /** Without the twin where it has diverged. */
  const without = async (learners: readonly Learner[], isLost: (learner: Learner) => boolean, step: number) => {
    for (const learner of learners.filter(isLost)) {
      on.dispose(...tensorsOf(learner.position));
      await session.warn(twinDiverged(step));
    }
    return learners.filter((learner) => !isLost(learner));
  };

  /** One step, if nothing ends training before it. */
  const advance = async ({ learners: all, step }: Standing): Promise<Standing> => {
    const [network] = all;
    const recorded = step === task.step && task.records !== undefined;
    const lost = recorded ? new Map<Learner, number>() : await session.record(all, step, true);
    const networkLoss = lost.get(network);
    if (networkLoss !== undefined) return { learners: all, step, ended: session.diverged(step, networkLoss) };
    const learners = await without(all, (learner) => lost.has(learner), step);
    await session.save(learners, step);
    const ended = await session.ending(network, step);
    if (ended !== undefined) return { learners, step, ended };

    let judged: Ending | undefined;
    const late = new Set<string>();
    const look = ({ prefix }: Learner, value: number) => {
      const tooLarge = session.tooLarge(value);
      if (prefix !== network.prefix) {
        if (tooLarge) late.add(prefix);
        return true;
      }
      lastLoss = value;
      if (tooLarge) judged = session.diverged(step, value);
      else if (wantedLoss !== undefined && value <= wantedLoss) judged = { status: "finished", reason: "loss" };
      return judged === undefined;
    };
    const looking = step % lookEvery === 0 || wantedLoss !== undefined;
    const next = await stepAll({ on, loss, optimiser: task.optimiser }, learners, () => session.batchAt(step), { step, look: looking ? look : undefined });
    if (next === undefined) return { learners, step, ended: judged };
    await breathe();
    return { learners: await without(next, ({ prefix }) => late.has(prefix), step), step: step + 1 };
  };

  /** Steps up to the next one that is looked at. A scope of its own keeps the books of the backend short. */
  const stretch = async (from: Standing): Promise<Standing> => {
    let standing = await advance(from);
    while (standing.ended === undefined && standing.step % lookEvery !== 0) standing = await advance(standing);
    return standing;
  };

  if (warning !== undefined) await session.warn(warning);
  let standing: Standing = { learners: task.learners, step: task.step };
  while (standing.ended === undefined) {
    const from = standing;
    standing = await on.scope(() => stretch(from));
    void task.onEvent?.({ kind: "progress", done: standing.step, total: settings.steps, loss: lastLoss });
  }
  const { learners, step, ended } = standing;
  const [network] = learners;
  const last = session.momentOf(network, step);
  const losses = await lossesOf(last);
  const { status, ...why } = session.tooLarge(losses.train) ? session.diverged(step, losses.train) : ended;
  const checkpoint = status === "diverged" ? undefined : await task.checkpointOf(step, learners, session.records());
  if (status !== "diverged") await session.record(learners, step, false);
  return {
    ...{ status, ...why, step },
    parameters: await readTensors(on, network.position.parameters),
    records: session.records(),
    loss: losses,
    outputs: await last.outputs(),
    ...(checkpoint && { checkpoint }),
    warnings: session.warnings,
  };
}
