import { type Architecture, type FiniteNetwork, finiteNetwork } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import type { LossSpec } from "@ntkit/losses";
import { type Checkpoint, type Parameters, type Reason, type TrainingResult, train } from "@ntkit/training";
import type { stageClock } from "../clock.ts";
import type { PreparedData } from "../data.ts";
import { below } from "../place.ts";
import type { ExperimentPlugins } from "../plugins.ts";
import type { TrainingSection } from "./section.ts";

/** One network to train. */
export interface Job {
  /** What its checkpoint is called: fit for the name of a file. */
  readonly name: string;
  readonly network: FiniteNetwork;
  readonly seed: number;
  /** Fields that differ from those of the section. */
  readonly settings?: Partial<Pick<TrainingSection, "linearise" | "checkLearningRate" | "record">>;
  readonly parameters?: Parameters;
  /** Which of several of one stage it is. */
  readonly part?: { readonly index: number; readonly of: number };
}

export interface TrainerOptions {
  readonly on: Backend;
  readonly training: TrainingSection;
  readonly loss: LossSpec;
  readonly data: PreparedData;
  readonly plugins: ExperimentPlugins;
  readonly stages: ReturnType<typeof stageClock>;
  /** Where jobs of an earlier run stand, by name. */
  readonly resume: Readonly<Record<string, Checkpoint>>;
  readonly onCheckpoint: ((name: string, checkpoint: Checkpoint) => void | Promise<void>) | undefined;
  readonly onWarning: ((warning: Reason) => void | Promise<void>) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** So many seconds apart, at least, are the checkpoints of one training. */
const secondsBetween = 30;

/** The settings of one training: those of the section without what is not about one network. */
export function settingsOf({ networks: _, widths: __, optimiser, ...settings }: TrainingSection, loss: LossSpec) {
  return { ...settings, optimiser: { ...optimiser }, loss: { ...loss } };
}

/** The samples of a training. */
export const samplesOf = ({ train: seen, test }: PreparedData) => ({ x: seen.inputs, y: seen.targets, testX: test.inputs, testY: test.targets });

/** The plugins that a training knows. */
export const registriesOf = ({ architectures, losses, optimisers, recorders }: ExperimentPlugins) => ({
  ...{ architectures, losses },
  ...(optimisers && { optimisers }),
  ...(recorders && { recorders }),
});

/** Trains networks one after another, each from its checkpoint if there is one, and keeps where they stand. */
export function trainer({ on, training, loss, data, plugins, stages, resume, onCheckpoint, onWarning, signal }: TrainerOptions) {
  const checkpoints: Record<string, Checkpoint> = {};
  const common = { ...samplesOf(data), plugins: registriesOf(plugins) };
  const keep = async (name: string, checkpoint: Checkpoint) => {
    checkpoints[name] = checkpoint;
    await onCheckpoint?.(name, checkpoint);
  };
  return {
    checkpoints,
    /** Announces a stage of one or several trainings. */
    begin: (detail: string) => stages.begin("training", detail),
    async run({ name, network, seed, settings = {}, parameters, part = { index: 0, of: 1 } }: Job): Promise<TrainingResult> {
      const numbers: Record<string, number> = {};
      const result = await train({
        ...{ ...settingsOf(training, loss), ...settings, seed },
        ...{ ...common, on, network, parameters, signal },
        resume: resume[name],
        checkpointEvery: { seconds: secondsBetween },
        async onEvent(event) {
          if (event.kind === "warning") await onWarning?.(event.warning);
          else if (event.kind === "checkpoint") await keep(name, event.checkpoint);
          else if (event.kind === "record") Object.assign(numbers, event.numbers["ntk.drift"] > 0 ? { drift: event.numbers["ntk.drift"] } : {});
          else stages.progress({ done: part.index * event.total + event.done, total: part.of * event.total, numbers: { loss: event.loss, ...numbers } });
        },
      });
      if (result.checkpoint !== undefined) await keep(name, result.checkpoint);
      return result;
    },
  };
}

export type Trainer = ReturnType<typeof trainer>;

/** The network of an architecture. Misuse names its place in the experiment. */
export const networkOf = (architecture: Architecture, { train: { inputs } }: PreparedData, plugins: ExperimentPlugins): FiniteNetwork =>
  below("architecture", () => finiteNetwork(architecture, inputs.shape.slice(1), plugins.architectures));
