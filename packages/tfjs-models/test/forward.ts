import { finiteNetwork } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, random } from "@ntkit/core";
import * as tf from "@tensorflow/tfjs";
import type { ImportedModel } from "../src/import-model.ts";

/** The engine of every test here, without its advertisement. */
export async function startTfjs(): Promise<void> {
  tf.env().set("PROD", true);
  await tf.setBackend("cpu");
}

/** The model with kernels and biases of its own that are the same in every run; gains and shifts stay as they are. */
export function settled(model: tf.LayersModel): tf.LayersModel {
  const { normal } = random(1);
  for (const weight of model.weights) {
    const { shape, size } = weight.read();
    const scale = shape.length === 1 ? 0.3 : Math.sqrt((shape.at(-1) ?? 1) / size);
    if (/\/(kernel|bias)/.test(weight.originalName)) {
      tf.tidy(
        () =>
          void weight.write(
            tf.tensor(
              Float32Array.from({ length: size }, () => scale * normal()),
              shape,
            ),
          ),
      );
    }
  }
  return model;
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
