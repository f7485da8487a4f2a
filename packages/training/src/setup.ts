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
import { InvalidInput, type NDArray, parse } from "@ntkit/core";
import { type ChosenLoss, chooseLoss, type LossRegistry, losses } from "@ntkit/losses";
import { type DataInput, loadData, type Samples, type TrainingData } from "./data.ts";
import { networkModel } from "./model.ts";
import { type Origins, outputsOf, type Stage } from "./moment.ts";
import { optimisers } from "./optimisers/index.ts";
import type { RecorderRegistry } from "./recorders/index.ts";
import type { Parameters } from "./result.ts";
import { type TrainingSettings, type TrainingSettingsInput, trainingSchema } from "./settings.ts";
import { type ChosenOptimiser, chooseOptimiser, type OptimiserRegistry } from "./update.ts";

export interface TrainingPlugins {
  readonly architectures?: ArchitecturePlugins;
  readonly losses?: LossRegistry;
  readonly optimisers?: OptimiserRegistry;
  readonly recorders?: RecorderRegistry;
}

/** What is to be trained on what. */
export type ProblemOptions = TrainingSettingsInput &
  DataInput & {
    readonly on: Backend;
    /** What is trained: a network, or the architecture of one. */
    readonly network?: FiniteNetwork | undefined;
    readonly architecture?: Architecture | undefined;
    /** Where training begins; left out: drawn with the seed. */
    readonly parameters?: Parameters | undefined;
    /** What the backend computes in. Default: the first that it has. */
    readonly dtype?: Dtype | undefined;
    readonly plugins?: TrainingPlugins | undefined;
  };

/** Everything chosen and checked, nothing yet on the backend. */
export interface Problem {
  readonly on: Backend;
  readonly dtype: Dtype;
  readonly network: FiniteNetwork;
  readonly input: DataInput;
  readonly start: Parameters;
  readonly settings: TrainingSettings;
  readonly loss: ChosenLoss;
  readonly optimiser: ChosenOptimiser;
}

/** Chooses plugins and fills in defaults. Throws for misuse, with the path. */
export function chooseProblem({
  on,
  network: given,
  architecture,
  x,
  y,
  testX,
  testY,
  weights,
  parameters,
  dtype,
  plugins = {},
  ...written
}: ProblemOptions): Problem {
  const parsed = parse(trainingSchema, written);
  const loss = chooseLoss(parsed.loss, plugins.losses ?? losses);
  const optimiser = chooseOptimiser(parsed.optimiser, plugins.optimisers ?? optimisers);
  const settings: TrainingSettings = { ...parsed, loss: loss.spec, optimiser: optimiser.spec };
  const network = given ?? networkOf(architecture, x, plugins.architectures);
  const input = { x, y, testX, testY, weights };
  return { on, dtype: dtype ?? on.capabilities.dtypes[0], network, input, start: parameters ?? initialise(network, settings), settings, loss, optimiser };
}

function networkOf(architecture: Architecture | undefined, x: NDArray, plugins: ArchitecturePlugins = builtIn): FiniteNetwork {
  if (architecture !== undefined) return finiteNetwork(parseArchitecture(architecture, plugins, "architecture"), x.shape.slice(1), plugins);
  throw new InvalidInput({ path: "network", problem: "there is nothing to train", remedy: "Give a `network`, or the `architecture` of one." });
}

/** Copies a problem to its backend. */
export async function openStage({ on, dtype, network, input, start, settings, loss }: Problem): Promise<Stage> {
  const data = loadData(on, network, loss, input, settings.normaliser, dtype);
  const initial = parameterTensors(on, network, start, dtype);
  const origins = settings.centre ? await originsOf(on, network, initial, data) : {};
  return { on, network, loss, data, origins, initial, outputScale: settings.outputScale };
}

/** Parameters on the backend, in the precision asked for; checked. */
export function parameterTensors(on: Backend, network: FiniteNetwork, values: Parameters, dtype: Dtype): Tensors {
  const checked = network.tensors(on, values);
  if (dtype === on.capabilities.dtypes[0]) return checked;
  on.dispose(...Object.values(checked));
  return Object.fromEntries(Object.keys(checked).map((name) => [name, on.tensor(values[name], dtype)]));
}

/** The outputs at the start, from which they are counted. */
async function originsOf(on: Backend, network: FiniteNetwork, initial: Tensors, { train, test }: TrainingData): Promise<Origins> {
  const plain = networkModel(on, network, 1);
  const at = async (samples: Samples) => on.tensor(await outputsOf(on, plain, initial, samples, undefined), samples.x.dtype);
  return test === undefined ? { train: await at(train) } : { train: await at(train), test: await at(test) };
}
