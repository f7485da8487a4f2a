import { type FiniteNetwork, inferShape, initialise } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { contentHash, InvalidInput, lookUp, sizeOf } from "@ntkit/core";
import { type ChosenLoss, chooseLoss, resolveNormaliser } from "@ntkit/losses";
import { type Checkpoint, type Outputs, type Parameters, type Reason, type TrainingResult, train } from "@ntkit/training";
import { type ExperimentEvent, stageClock } from "../clock.ts";
import { computedOn, scopeOf } from "../computed-on.ts";
import { aboutData, loadData, type PreparedData } from "../data.ts";
import { requireOutputs } from "../kernels.ts";
import { parseExperiment } from "../parse.ts";
import { below, belowLater } from "../place.ts";
import type { Plan, Sizes } from "../plan.ts";
import type { ExperimentPlugins } from "../plugins.ts";
import type { RunOptions } from "../run.ts";
import type { Experiment } from "../schema.ts";
import { closedForm, planClosedForm } from "./closed-form.ts";
import { compare } from "./compare.ts";
import { ensembleReport, trainMembers } from "./ensemble.ts";
import type { TrainingOutcome, TrainingReport } from "./report.ts";
import type { TrainingSection } from "./section.ts";
import { theory } from "./theory.ts";
import { networkOf, registriesOf, samplesOf, settingsOf, trainer } from "./trainer.ts";
import { requireWidths, trainWidths } from "./widths.ts";

/** What is said while networks are trained: the stages of a run, and warnings when they come up. */
export type TrainingRunEvent = ExperimentEvent | { readonly kind: "warning"; readonly warning: Reason };

export interface TrainingRunOptions extends Pick<RunOptions, "backend" | "onPlan" | "environment"> {
  readonly onEvent?: (event: TrainingRunEvent) => void | Promise<void>;
  /** Where the networks of an earlier run stand, by the name of their training: it goes on from there, to the same numbers. */
  readonly resume?: Readonly<Record<string, Checkpoint>>;
  /** Given where a network stands every half minute, and when it is trained. */
  readonly onCheckpoint?: (name: string, checkpoint: Checkpoint) => void | Promise<void>;
  /** Stops between two steps of training, and keeps what is done; before the first step, with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface TrainingRun {
  readonly outcome: TrainingOutcome;
  readonly data: PreparedData;
}

/**
 * Trains networks of finite width as an experiment says (`training`), beside their linear twin, what their empirical NTK predicts,
 * and the ensemble of infinitely wide networks, and compares them step by step.
 *
 * Throws for misuse, with the path in the experiment. A training that diverges or is stopped is a value with its status.
 */
export async function runTraining(value: unknown, plugins: ExperimentPlugins, options: TrainingRunOptions = {}): Promise<TrainingRun> {
  const { backend = "auto", onEvent, onPlan, signal, environment = {}, resume = {}, onCheckpoint } = options;
  const create = lookUp(plugins.backends, backend, "backend", "backend");
  const parsed = parseExperiment(value, plugins);
  const { architecture, training } = parsed;
  if (architecture === undefined || training === undefined) throw nothingToTrain(parsed);
  const loss = chooseLoss(parsed.loss, plugins.losses);
  const stages = stageClock(onEvent, undefined);

  await stages.begin("data", "load and prepare");
  const data = await loadData(parsed, plugins);
  const { train: seen, test } = data;
  const [sample, outputs] = [seen.inputs.shape.slice(1), seen.targets.shape[1]];
  const network = networkOf(architecture, data, plugins);
  below("architecture", () => requireOutputs(inferShape(architecture, sample, plugins.architectures), outputs));
  requireWidths(architecture, training, data, plugins);
  const sizes = { train: seen.rows.length, test: test.rows.length, features: seen.inputs.stride[0], outputs };
  onPlan?.(planTraining(sizes, network, training, loss));
  const normaliser = resolveNormaliser(training.normaliser, { samples: sizes.train, outputs });
  const experiment = { ...parsed, training, data: { ...parsed.data, split: data.split, targets: data.encoding } };

  const on = await create();
  return scopeOf(on, async (): Promise<TrainingRun> => {
    const parameters = below("training", () => initialise(network, training));
    const start = await startingOutputs(on, network, parameters, experiment, data, plugins);
    const common = { loss, normaliser: normaliser.value, signal, onProgress: stages.progress };
    signal?.throwIfAborted();
    await stages.begin("theory", `analytic kernels, ${sizes.train} × ${sizes.train} and ${sizes.test} × ${sizes.train}`);
    const uncertainty = training.networks > 1 ? "covariances" : "variances";
    const analytic = await theory(on, experiment, data, plugins, { ...common, uncertainty });
    signal?.throwIfAborted();
    await stages.begin("theory", `empirical kernel of the network at the start, ${sizes.train} × ${sizes.train} and ${sizes.test} × ${sizes.train}`);
    const empirical = await closedForm(on, training, data, plugins, { ...common, network, parameters, outputs: start });
    signal?.throwIfAborted();

    const onWarning = onEvent && ((warning: Reason) => onEvent({ kind: "warning", warning }));
    const all = trainer({ on, training, loss: loss.spec, data, plugins, stages, resume, onCheckpoint, onWarning, signal });
    await all.begin(`${training.steps} steps`);
    const result = await all.run({ name: "network", network, seed: training.seed, parameters });
    const done = result.status === "finished";
    const members = done && result.outputs.test !== undefined ? await trainMembers(all, network, training, result.outputs.test) : undefined;
    const widths = done ? await trainWidths(all, architecture, training, data, plugins) : undefined;

    await stages.begin("prediction", "what each kernel says of every step");
    const compared = await compare(on.host ?? on, { loss, data, result, empirical, theory: analytic });
    const ensemble = members && ensembleReport(members, data, compared.theoryMoments);
    const report: TrainingReport = {
      version: 1,
      experiment,
      hash: contentHash(experiment),
      environment: { ...environment, ...computedOn(on) },
      data: { ...aboutData(data), features: sizes.features, outputs },
      ...endOf(result),
      network: countsOf(network),
      conventions: { training: result.conventions, ...compared.conventions },
      learningRate: { value: training.optimiser.learningRate, ...compared.limits },
      ...compared.report,
      ...(widths && { widths }),
      ...(ensemble && { ensemble }),
      warnings: result.warnings,
      seconds: await stages.end(),
    };
    return { outcome: { report, outputs: compared.outputs, parameters: result.parameters, checkpoints: all.checkpoints }, data };
  });
}

function nothingToTrain({ architecture }: Experiment): InvalidInput {
  return new InvalidInput({
    path: architecture === undefined ? "architecture" : "training",
    problem: architecture === undefined ? "there is no network to train" : "the experiment does not say how networks are trained",
    remedy: architecture === undefined ? "Give an architecture instead of a kernel." : 'Give "training": { "steps": 1000 }.',
  });
}

/** The outputs before the first step, as the loss sees them. What the settings and the data do not agree on is found here. */
async function startingOutputs(
  on: Backend,
  network: FiniteNetwork,
  parameters: Parameters,
  { training, loss }: { readonly training: TrainingSection; readonly loss: Experiment["loss"] },
  data: PreparedData,
  plugins: ExperimentPlugins,
): Promise<Outputs> {
  const settings = { ...settingsOf(training, loss), steps: 0, checkLearningRate: false, linearise: false };
  const known = { ...samplesOf(data), plugins: registriesOf(plugins) };
  return (await belowLater("training", () => train({ ...settings, ...known, on, network, parameters }))).outputs;
}

const endOf = ({ status, reason, trouble, step }: TrainingResult): Pick<TrainingReport, "status" | "reason" | "trouble" | "step"> => ({
  ...{ status, reason, step },
  ...(trouble && { trouble }),
});

function countsOf({ parameters }: FiniteNetwork): TrainingReport["network"] {
  const count = (of: (typeof parameters)[string][]) => of.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const all = Object.values(parameters);
  return { parameters: count(all), trained: count(all.filter(({ trainable }) => trainable)) };
}

/** Both theories, whose kernels are held together, and six copies of the parameters: network and twin, with gradients and what an optimiser remembers. */
function planTraining(sizes: Sizes, network: FiniteNetwork, training: TrainingSection, loss: ChosenLoss): Plan {
  return { ...sizes, bytes: planClosedForm(sizes, loss, training) + 6 * 8 * countsOf(network).parameters };
}
