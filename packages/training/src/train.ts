import {
  type Architecture,
  type ArchitecturePlugins,
  builtIn,
  type FiniteNetwork,
  finiteNetwork,
  initialise,
  parseArchitecture,
  type Tensors,
} from "@ntkit/architectures";
import type { Backend, Dtype } from "@ntkit/backend";
import { InvalidInput, type NDArray, parse, sizeOf } from "@ntkit/core";
import { chooseLoss, type LossRegistry, losses, resolveNormaliser } from "@ntkit/losses";
import { batchOrder } from "./batches.ts";
import { type DataInput, loadData, type Samples, type TrainingData } from "./data.ts";
import { trainingLoop } from "./loop.ts";
import { networkModel } from "./model.ts";
import { type Origins, outputsOf } from "./moment.ts";
import { optimisers } from "./optimisers/index.ts";
import { type RecorderRegistry, recorders } from "./recorders/index.ts";
import type { Parameters, TrainingListener, TrainingResult } from "./result.ts";
import { type TrainingSettings, type TrainingSettingsInput, trainingSchema } from "./settings.ts";
import { chooseOptimiser, type OptimiserRegistry } from "./update.ts";

export interface TrainingPlugins {
  readonly architectures?: ArchitecturePlugins;
  readonly losses?: LossRegistry;
  readonly optimisers?: OptimiserRegistry;
  readonly recorders?: RecorderRegistry;
}

export type TrainOptions = TrainingSettingsInput &
  DataInput & {
    readonly on: Backend;
    /** What is trained: a network, or the architecture of one. */
    readonly network?: FiniteNetwork | undefined;
    readonly architecture?: Architecture | undefined;
    /** Where training begins; left out: drawn with the seed. */
    readonly parameters?: Parameters | undefined;
    /** What the backend computes in. Default: the first that it has. */
    readonly dtype?: Dtype | undefined;
    readonly onEvent?: TrainingListener | undefined;
    /** Stops between two steps; the result has what is done. */
    readonly signal?: AbortSignal | undefined;
    readonly plugins?: TrainingPlugins | undefined;
  };

/**
 * Trains a network of finite width on a loss `L/Z`, and records what is asked for on the way. The same settings, data and seed give
 * the same numbers. Throws for misuse, with the path; a training that diverges or is stopped is a value with its status.
 */
export async function train(options: TrainOptions): Promise<TrainingResult> {
  const { on, network: given, architecture, x, y, testX, testY, weights, parameters, dtype, onEvent, signal, plugins = {}, ...written } = options;
  const parsed = parse(trainingSchema, written);
  const loss = chooseLoss(parsed.loss, plugins.losses ?? losses);
  const optimiser = chooseOptimiser(parsed.optimiser, plugins.optimisers ?? optimisers);
  const settings: TrainingSettings = { ...parsed, loss: loss.spec, optimiser: optimiser.spec };
  const network = given ?? networkOf(architecture, x, plugins.architectures);
  const began = performance.now();
  const start = parameters ?? initialise(network, settings);
  return on.scope(async () => {
    const data = loadData(on, network, loss, { x, y, testX, testY, weights }, settings.normaliser, dtype);
    const initial = tensorsOf(on, network, start, dtype);
    const model = networkModel(on, network, settings.outputScale);
    const origins = settings.centre ? await originsOf(on, network, initial, data) : {};
    const stage = { on, network, loss, data, origins, initial };
    const learners = [{ prefix: "", model, position: { parameters: tensorsOf(on, network, start, dtype), slots: optimiser.start(on, network, initial) } }];
    const batches = batchOrder(data.train.count, batchSizeOf(settings.batchSize, data.train.count), settings.seed);
    const ended = await trainingLoop({ stage, settings, optimiser, batches, learners, recorders: plugins.recorders ?? recorders, onEvent, signal });
    const normaliser = resolveNormaliser(settings.normaliser, { samples: data.train.count, outputs: sizeOf(network.output) });
    const conventions = { settings, normaliser, backend: on.name, dtype: data.train.x.dtype };
    return { ...ended, warnings: [], conventions, seconds: (performance.now() - began) / 1000 };
  });
}

function networkOf(architecture: Architecture | undefined, x: NDArray, plugins: ArchitecturePlugins = builtIn): FiniteNetwork {
  if (architecture !== undefined) return finiteNetwork(parseArchitecture(architecture, plugins, "architecture"), x.shape.slice(1), plugins);
  throw new InvalidInput({ path: "network", problem: "there is nothing to train", remedy: "Give a `network`, or the `architecture` of one." });
}

/** Parameters on the backend, in the precision asked for. */
function tensorsOf(on: Backend, network: FiniteNetwork, values: Parameters, dtype: Dtype | undefined): Tensors {
  const checked = network.tensors(on, values);
  if (dtype === undefined || dtype === on.capabilities.dtypes[0]) return checked;
  on.dispose(...Object.values(checked));
  return Object.fromEntries(Object.keys(checked).map((name) => [name, on.tensor(values[name], dtype)]));
}

/** The outputs at the start, from which they are counted. */
async function originsOf(on: Backend, network: FiniteNetwork, initial: Tensors, { train, test }: TrainingData): Promise<Origins> {
  const plain = networkModel(on, network, 1);
  const at = async (samples: Samples) => on.tensor(await outputsOf(on, plain, initial, samples, undefined), samples.x.dtype);
  return test === undefined ? { train: await at(train) } : { train: await at(train), test: await at(test) };
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
