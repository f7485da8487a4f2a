import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { difference, forward, predict, startTfjs } from "../test/forward.ts";
import { samples } from "../test/samples.ts";
import { loadLayersModel } from "./load-model.ts";

beforeAll(startTfjs);

const layer = (className: string, name: string, config: object, ...from: readonly string[]) => ({
  class_name: className,
  config: { name, trainable: true, dtype: "float32", ...config },
  name,
  inbound_nodes: from.length === 0 ? [] : [from.map((input) => [input, 0, 0, {}])],
});
const dense = (name: string, units: number, activation: string, ...from: readonly string[]) => {
  const initialisers = { kernel_initializer: { class_name: "GlorotUniform", config: { seed: null } }, bias_initializer: { class_name: "Zeros", config: {} } };
  return layer("Dense", name, { units, activation, use_bias: true, ...initialisers }, ...from);
};

/** As tensorflowjs_converter writes a functional model of Keras 2. */
const functional = {
  keras_version: "2.11.0",
  backend: "tensorflow",
  model_config: {
    class_name: "Functional",
    config: {
      name: "model",
      layers: [
        layer("InputLayer", "input_1", { batch_input_shape: [null, 4], sparse: false, ragged: false }),
        dense("dense", 6, "hard_sigmoid", "input_1"),
        layer("Dropout", "dropout", { rate: 0.25, noise_shape: null, seed: null }, "dense"),
        dense("dense_1", 6, "relu", "dropout"),
        layer("Add", "add", {}, "dense_1", "dropout"),
        layer("Concatenate", "concatenate", { axis: -1 }, "add", "input_1"),
        dense("dense_2", 2, "linear", "concatenate"),
      ],
      input_layers: [["input_1", 0, 0]],
      output_layers: [["dense_2", 0, 0]],
    },
  },
};
const shapes = { "dense/kernel": [4, 6], "dense/bias": [6], "dense_1/kernel": [6, 6], "dense_1/bias": [6], "dense_2/kernel": [10, 2], "dense_2/bias": [2] };

const storages = {
  float32: { bytes: 4, quantization: undefined },
  uint8: { bytes: 1, quantization: { dtype: "uint8", min: -0.8, scale: 1.6 / 255, original_dtype: "float32" } },
  uint16: { bytes: 2, quantization: { dtype: "uint16", min: -0.8, scale: 1.6 / 65_535, original_dtype: "float32" } },
} as const;

describe("a model of Keras 2 gives what tfjs makes of the same file", () => {
  it.each(Object.entries(storages))("its weights stored as %s", async (_, { bytes, quantization }) => {
    const weights = Object.entries(shapes).map(([name, shape]) => ({ name, shape, dtype: "float32" as const, ...(quantization && { quantization }) }));
    const count = Object.values(shapes).reduce((sum, shape) => sum + shape.reduce((size, n) => size * n, 1), 0);
    const { data } = samples([count * bytes], 3);
    const content = bytes === 4 ? new Uint8Array(Float32Array.from(data.subarray(0, count)).buffer) : Uint8Array.from(data, (value) => 127 + 127 * value);
    const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: functional, weightSpecs: weights, weightData: content.slice().buffer }));
    const json = { format: "layers-model", modelTopology: functional, weightsManifest: [{ paths: ["group1-shard1of1.bin"], weights }] };
    const imported = await loadLayersModel(json, async () => content);
    const x = samples([5, 4]);
    expect(difference((await forward(imported, x)).data, predict(model, x))).toBeLessThan(1e-6);
  });

  it("a Sequential as Keras 2.1 wrote it, its weights within scopes", async () => {
    const layers = [{ class_name: "Dense", config: { name: "d", units: 2, activation: "relu", use_bias: false, batch_input_shape: [null, 3] } }];
    const topology = { keras_version: "2.1.6", backend: "tensorflow", model_config: { class_name: "Sequential", config: layers } };
    const weights = [{ name: "sequential_1/d/kernel", shape: [3, 2], dtype: "float32" }];
    const values = Float32Array.from(samples([6]).data);
    const read = async () => new Uint8Array(values.buffer);
    const { parameters, architecture } = await loadLayersModel({ modelTopology: topology, weightsManifest: [{ paths: ["w"], weights }] }, read);
    expect(parameters).toEqual({ "layers[0].weight": expect.objectContaining({ data: Float64Array.from(values), shape: [3, 2] }) });
    expect(architecture).toMatchObject({ input: [3], parameterization: "standard", layers: [{ kind: "dense", bias: false }, { kind: "relu" }] });
  });
});
