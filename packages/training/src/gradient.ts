import type { Tensors } from "@ntkit/architectures";
import { type Backend, entrywise, scaled, type Tensor } from "@ntkit/backend";
import { formula, remembered } from "@ntkit/formula";
import type { ChosenLoss } from "@ntkit/losses";
import type { Samples } from "./data.ts";
import type { Batch, Model } from "./model.ts";

/** The samples of one step. */
export interface StepBatch extends Batch {
  readonly y: Tensor;
  readonly weights?: Tensor | undefined;
  /** What the summed gradient of these samples is multiplied by: `(n/b)/Z`. */
  readonly factor: number;
}

/** The samples at `indices`, or all of them; `factor` makes their sum an unbiased estimate of `L/Z`. */
export function takeBatch(on: Backend, train: Samples, origin: Tensor | undefined, indices: readonly number[] | undefined, seed: number): StepBatch {
  const { x, y, weightTensor: weights, count, normaliser } = train;
  if (indices === undefined) return { x, y, weights, origin, seed, factor: 1 / normaliser };
  const rows = Int32Array.from(indices);
  const taken = (tensor: Tensor | undefined) => tensor && on.gather(tensor, rows);
  const factor = count / (indices.length * normaliser);
  return { x: on.gather(x, rows), y: on.gather(y, rows), weights: taken(weights), origin: taken(origin), seed, factor };
}

/** The loss `(n/b) Σ w L/Z` of a batch, and its gradient by the parameters of a model. */
export async function lossGradient(
  on: Backend,
  loss: ChosenLoss,
  model: Model,
  parameters: Tensors,
  batch: StepBatch,
): Promise<{ readonly gradients: Tensors; value(): Promise<number> }> {
  const { outputs, grad } = await model.at(parameters, batch);
  const { y, weights, factor } = batch;
  const gradients = await grad(times(on, loss.gradient(on, outputs, y), weights, factor));
  return {
    gradients,
    async value() {
      const [{ data }, counted] = await Promise.all([on.read(loss.value(on, outputs, y)), weights && on.read(weights)]);
      return factor * data.reduce((sum, value, i) => sum + value * (counted?.data[i] ?? 1), 0);
    },
  };
}

const weighted = remembered((factor) => formula`weight * (${factor} * value)`);

function times(on: Backend, value: Tensor, weights: Tensor | undefined, factor: number): Tensor {
  return weights === undefined ? scaled(on, value, factor) : entrywise(on, weighted(factor), { entries: { value }, rows: { weight: weights } });
}
