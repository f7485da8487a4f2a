import { finiteNetwork } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import type { NDArray } from "@ntkit/core";
import * as tf from "@tensorflow/tfjs";
import type { ImportedModel } from "../src/import-model.ts";

/** The engine of every test here, without its advertisement. */
export async function startTfjs(): Promise<void> {
  tf.env().set("PROD", true);
  await tf.setBackend("cpu");
}

/** What the imported network gives for samples, in float64. */
export async function forward({ architecture, parameters }: ImportedModel, x: NDArray): Promise<NDArray> {
  const on = referenceBackend();
  const network = finiteNetwork(architecture);
  return on.read(await network.forward(on, network.tensors(on, parameters), on.tensor(x)));
}

/** What tfjs itself gives, in float32. */
export function predict(model: tf.LayersModel, x: NDArray): number[] {
  return tf.tidy(() => {
    const outputs = model.predict(tf.tensor(Float32Array.from(x.data), [...x.shape]));
    if (Array.isArray(outputs)) throw new Error("one output is expected");
    return Array.from(outputs.dataSync());
  });
}

/** The largest difference, over the largest of the expected numbers. */
export function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) throw new Error(`${found.length} numbers for ${expected.length}`);
  const largest = Math.max(...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, i) => Math.abs(found[i] - value))) / largest;
}
