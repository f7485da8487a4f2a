import type { FiniteNetwork, Tensors } from "@ntkit/architectures";
import type { Backend, Tensor } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import type { Samples, TrainingData } from "./data.ts";
import type { Model } from "./model.ts";
import type { Moment, Outputs } from "./recorder.ts";

/** Rows that are sent through a network at once where its outputs alone are wanted. */
const rowsAtOnce = 1024;

/** Outputs at the initial parameters [samples, O], where outputs are counted from there. */
export interface Origins {
  readonly train?: Tensor;
  readonly test?: Tensor;
}

export interface Stage {
  readonly on: Backend;
  readonly network: FiniteNetwork;
  readonly loss: ChosenLoss;
  readonly data: TrainingData;
  readonly origins: Origins;
  readonly initial: Tensors;
}

/** Training at one step, of a model at its parameters. */
export function momentAt(stage: Stage, model: Model, parameters: Tensors, step: number): Moment {
  const { on, data, origins } = stage;
  let known: Promise<Outputs> | undefined;
  const compute = async (): Promise<Outputs> => {
    const train = await outputsOf(on, model, parameters, data.train, origins.train);
    return data.test === undefined ? { train } : { train, test: await outputsOf(on, model, parameters, data.test, origins.test) };
  };
  return {
    ...stage,
    model,
    step,
    parameters,
    outputs: () => {
      known ??= compute();
      return known;
    },
  };
}

/** Outputs [samples, O] of a model, some rows at a time. */
export async function outputsOf(on: Backend, model: Model, parameters: Tensors, { x, count, targets }: Samples, origin: Tensor | undefined): Promise<NDArray> {
  const all = new Float64Array(targets.data.length);
  const width = targets.shape[1] ?? 0;
  for (let from = 0; from < count; from += rowsAtOnce) {
    const to = Math.min(from + rowsAtOnce, count);
    const part = (tensor: Tensor) => (from === 0 && to === count ? tensor : on.slice(tensor, from, to));
    const { data } = await on.scope(async () =>
      on.read(await model.outputs(parameters, { x: part(x), origin: origin && part(origin), seed: 0, firstSample: from })),
    );
    all.set(data, from * width);
  }
  return ndArray(all, targets.shape);
}

/** Parameters as arrays. */
export async function readParameters(on: Backend, parameters: Tensors): Promise<Record<string, NDArray>> {
  const read = await Promise.all(Object.entries(parameters).map(async ([name, tensor]) => [name, await on.read(tensor)] as const));
  return Object.fromEntries(read);
}
