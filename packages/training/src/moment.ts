import type { FiniteNetwork, Tensors } from "@ntkit/architectures";
import type { Backend, Tensor } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import type { Samples, TrainingData } from "./data.ts";
import type { Model } from "./model.ts";

/** Outputs at the initial parameters [samples, O], where outputs are counted from there. */
export interface Origins {
  readonly train?: Tensor;
  readonly test?: Tensor;
}

/** What stays the same while training goes on. */
export interface Stage {
  readonly on: Backend;
  readonly network: FiniteNetwork;
  readonly loss: ChosenLoss;
  readonly data: TrainingData;
  readonly origins: Origins;
  /** The parameters at which training began. */
  readonly initial: Tensors;
  /** α. */
  readonly outputScale: number;
}

/** Outputs [samples, O] as the loss sees them: scaled, and centred if that was asked for. */
export interface Outputs {
  readonly train: NDArray;
  readonly test?: NDArray;
}

/** Training at one step, as recorders see it. */
export interface Moment extends Stage {
  readonly model: Model;
  readonly step: number;
  readonly parameters: Tensors;
  /** Computed when first asked for, and once. */
  outputs(): Promise<Outputs>;
}

/** Training at one step, of a model at its parameters. */
export function momentAt(stage: Stage, model: Model, parameters: Tensors, step: number): Moment {
  const { on, data, origins } = stage;
  let known: Promise<Outputs> | undefined;
  const compute = async (): Promise<Outputs> => {
    const train = await outputsOf(on, model, parameters, data.train, origins.train);
    return data.test === undefined ? { train } : { train, test: await outputsOf(on, model, parameters, data.test, origins.test) };
  };
  const outputs = () => {
    known ??= compute();
    return known;
  };
  return { ...stage, model, step, parameters, outputs };
}

/** Rows that are sent through a network at once where its outputs alone are wanted. */
const rowsAtOnce = 1024;

/** Outputs [samples, O] of a model, some rows at a time. */
export async function outputsOf(on: Backend, model: Model, parameters: Tensors, { x, count, targets }: Samples, origin: Tensor | undefined): Promise<NDArray> {
  const all = new Float64Array(targets.data.length);
  for (let from = 0; from < count; from += rowsAtOnce) {
    const to = Math.min(from + rowsAtOnce, count);
    const part = (tensor: Tensor) => (from === 0 && to === count ? tensor : on.slice(tensor, from, to));
    const batch = () => ({ x: part(x), origin: origin && part(origin), seed: 0, firstSample: from });
    const { data } = await on.scope(async () => on.read(await model.outputs(parameters, batch())));
    all.set(data, from * targets.stride[0]);
  }
  return ndArray(all, targets.shape);
}

/** Tensors by name as arrays. */
export async function readTensors(on: Backend, tensors: Tensors): Promise<Record<string, NDArray>> {
  return Object.fromEntries(await Promise.all(Object.entries(tensors).map(async ([name, tensor]) => [name, await on.read(tensor)] as const)));
}
