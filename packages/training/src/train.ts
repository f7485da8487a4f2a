import type { Tensors } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { InvalidInput, sizeOf } from "@ntkit/core";
import { resolveNormaliser } from "@ntkit/losses";
import { batchOrder } from "./batches.ts";
import { belonging, type Checkpoint, type LearnerState, requireSame } from "./checkpoint.ts";
import { type LearningRateLimit, learningRateLimit, warningAbove } from "./learning-rate.ts";
import { linearModel } from "./linear.ts";
import { trainingLoop } from "./loop.ts";
import { lossesOf } from "./losses-of.ts";
import { prepareMeasurements } from "./measure.ts";
import { type Model, networkModel } from "./model.ts";
import { momentAt, readTensors, type Stage } from "./moment.ts";
import { type RecorderRegistry, recorders } from "./recorders/index.ts";
import type { Parameters, TrainingListener, TrainingResult } from "./result.ts";
import type { Task } from "./session.ts";
import { chooseProblem, openStage, type Problem, type ProblemOptions, parameterTensors } from "./setup.ts";
import type { Learner } from "./step.ts";
import type { Position } from "./update.ts";

export type TrainOptions = ProblemOptions & {
  /** Goes on from there, to the numbers of a training that was never interrupted. All but `steps` and `stop` must be what it was. */
  readonly resume?: Checkpoint | undefined;
  /** How often the listener is given a checkpoint. The result has one in any case. */
  readonly checkpointEvery?: { readonly steps?: number; readonly seconds?: number } | undefined;
  readonly onEvent?: TrainingListener | undefined;
  /** Stops between two steps; the result has what is done. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Trains a network of finite width on a loss `L/Z`, and records what is asked for on the way. The same settings, data and seed give
 * the same numbers. Throws for misuse, with the path; a training that diverges or is stopped is a value with its status.
 */
export async function train({ resume, checkpointEvery = {}, onEvent, signal, ...options }: TrainOptions): Promise<TrainingResult> {
  const began = performance.now();
  const problem = chooseProblem(options);
  const { on, network, settings, optimiser, dtype } = problem;
  let known: Record<string, string> | undefined;
  const belongsTo = () => {
    known ??= belonging(problem);
    return known;
  };
  if (resume !== undefined) requireSame(resume, belongsTo());
  return on.scope(async () => {
    const stage = await openStage(problem);
    const { count } = stage.data.train;
    const limit = settings.checkLearningRate ? await limitOf(problem, stage) : undefined;
    const learners = await learnersOf(problem, stage, resume, options.plugins?.recorders);
    const task: Task = {
      stage,
      settings,
      optimiser,
      learners,
      batches: batchOrder(count, batchSizeOf(settings.batchSize, count), settings.seed),
      step: resume?.step ?? 0,
      records: resume?.records,
      firstLoss: (await lossesOf(momentAt(stage, learners[0].model, stage.initial, 0))).train,
      limit: limit?.limit,
      checkpointEvery,
      checkpointOf: async (step, all, records) => ({ version: 1, step, belongsTo: belongsTo(), learners: await statesOf(on, all), records }),
      onEvent,
      signal,
    };
    const ended = await trainingLoop(task, limit && warningAbove(limit, optimiser));
    const normaliser = resolveNormaliser(settings.normaliser, { samples: count, outputs: sizeOf(network.output) });
    return { ...ended, ...(limit && { limit }), conventions: { settings, normaliser, backend: on.name, dtype }, seconds: (performance.now() - began) / 1000 };
  });
}

/**
 * How large a learning rate may be at the start of a training: `c Z/λmax(Θ)` on a squared loss, from the empirical NTK at the initial parameters.
 * Undefined where no limit is known.
 */
export async function largestLearningRate(options: Omit<ProblemOptions, "steps">): Promise<LearningRateLimit | undefined> {
  const problem = chooseProblem({ ...options, steps: 0 });
  return problem.on.scope(async () => limitOf(problem, await openStage(problem)));
}

const limitOf = ({ optimiser }: Problem, stage: Stage) =>
  learningRateLimit({ ...stage, parameters: stage.initial, samples: stage.data.train, origin: stage.origins.train }, optimiser);

/** The network and, if it is wanted and has not diverged, its linear twin: at the start, or where a checkpoint has them. */
async function learnersOf(problem: Problem, stage: Stage, resume: Checkpoint | undefined, registry: RecorderRegistry = recorders): Promise<Learner[]> {
  const { on, network, settings, optimiser, start, dtype } = problem;
  const models: [prefix: string, model: Model][] = [["", networkModel(on, network, settings.outputScale)]];
  if (settings.linearise) models.push(["linear.", linearModel(on, network, stage.initial, settings.outputScale)]);
  const learners: Learner[] = [];
  for (const [prefix, model] of models) {
    const state = resume?.learners[prefix];
    if (resume !== undefined && state === undefined) continue;
    const measurements = await prepareMeasurements(momentAt(stage, model, stage.initial, 0), prefix, settings, registry);
    const parameters = parameterTensors(on, network, state?.parameters ?? start, dtype);
    const slots = state === undefined ? optimiser.start(on, network, parameters) : slotTensors(on, state, dtype);
    learners.push({ prefix, model, measurements, position: { parameters, slots } });
  }
  return learners;
}

const slotTensors = (on: Backend, { slots }: LearnerState, dtype: Problem["dtype"]): Position["slots"] => {
  const copied = (arrays: Parameters): Tensors => Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, on.tensor(array, dtype)]));
  return Object.fromEntries(Object.entries(slots).map(([slot, arrays]) => [slot, copied(arrays)]));
};

async function statesOf(on: Backend, learners: readonly Learner[]): Promise<Record<string, LearnerState>> {
  const states: Record<string, LearnerState> = {};
  for (const { prefix, position } of learners) {
    const slots: Record<string, Parameters> = {};
    for (const [slot, tensors] of Object.entries(position.slots)) slots[slot] = await readTensors(on, tensors);
    states[prefix] = { parameters: await readTensors(on, position.parameters), slots };
  }
  return states;
}

function batchSizeOf(batchSize: number | undefined, samples: number): number | undefined {
  if (batchSize === undefined || batchSize <= samples) return batchSize;
  throw new InvalidInput({
    path: "batchSize",
    problem: `there are ${samples} samples`,
    found: `${batchSize}`,
    remedy: "Leave it out to train on all of them.",
  });
}
