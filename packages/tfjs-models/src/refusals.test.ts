import { InvalidInput, ndArray, ShapeMismatch, Unsupported } from "@ntkit/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { startTfjs } from "../test/forward.ts";
import { output } from "../test/output.ts";
import { samples } from "../test/samples.ts";
import { fromLayersModel } from "./from-layers-model.ts";
import { parseLayersModel } from "./import-model.ts";

const { dense, conv2d, add } = tf.layers;

beforeAll(startTfjs);

describe("a model without a rule names the layer and the route that still works", () => {
  const chain =
    (...layers: tf.layers.Layer[]) =>
    () =>
      tf.sequential({ layers });
  const image = { inputShape: [6, 6, 2] as [number, number, number] };
  const cases: Readonly<Record<string, readonly [() => tf.LayersModel, RegExp]>> = {
    "batch normalisation": [
      chain(dense({ units: 2, inputShape: [2] }), tf.layers.batchNormalization({ name: "bn" })),
      /^bn \(BatchNormalization\): a BatchNorm/,
    ],
    "max pooling": [chain(tf.layers.maxPooling2d({ poolSize: 2, name: "pool", ...image })), /^pool \(MaxPooling2D\): a MaxPooling2D layer has no rule/],
    "an LSTM": [chain(tf.layers.lstm({ units: 2, inputShape: [3, 2], name: "memory" })), /^memory \(LSTM\): a LSTM layer has no rule/],
    "a gain": [
      chain(dense({ units: 2, inputShape: [2] }), tf.layers.layerNormalization({ gammaInitializer: "randomNormal", name: "norm" })),
      /^norm \(LayerNormalization\): .*gamma must be 1/,
    ],
    "a dilated convolution": [chain(conv2d({ filters: 1, kernelSize: 2, dilationRate: 2, name: "c", ...image })), /^c \(Conv2D\): a dilated/],
    "channels first": [
      chain(conv2d({ filters: 1, kernelSize: 2, dataFormat: "channelsFirst", name: "c", ...image })),
      /^c \(Conv2D\): its channels do not stand last/,
    ],
    "two inputs": [
      () => {
        const [a, b] = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
        return tf.model({ inputs: [a, b], outputs: output(add(), a, b), name: "two" });
      },
      /^two: a model with several inputs/,
    ],
    "two outputs": [
      () => {
        const a = tf.input({ shape: [2] });
        return tf.model({ inputs: a, outputs: [output(dense({ units: 1 }), a), output(dense({ units: 1 }), a)], name: "two" });
      },
      /^two: a model with several outputs/,
    ],
    "a shared layer": [
      () => {
        const a = tf.input({ shape: [2] });
        const shared = dense({ units: 2, name: "shared" });
        return tf.model({ inputs: a, outputs: output(shared, output(shared, a)) });
      },
      /^shared \(Dense\): a layer that is called more than once/,
    ],
    "branches that cross": [
      () => {
        const a = tf.input({ shape: [2] });
        const [b, c] = [output(dense({ units: 2 }), a), output(dense({ units: 2 }), a)];
        const crossed = output(add({ name: "crossed" }), output(dense({ units: 2 }), b), c);
        return tf.model({ inputs: a, outputs: output(add({ name: "end" }), crossed, output(dense({ units: 2 }), b)), name: "web" });
      },
      /^web: its branches cross.*crossed \(Add\)/,
    ],
    "a merge that stretches": [
      () => {
        const a = tf.input({ shape: [2] });
        return tf.model({ inputs: a, outputs: output(add({ name: "wide" }), a, output(dense({ units: 1 }), a)) });
      },
      /^wide \(Add\): inputs of different shapes/,
    ],
  };

  it.each(Object.entries(cases))("%s", async (_, [make, message]) => {
    const refused = fromLayersModel(make());
    await expect(refused).rejects.toThrow(Unsupported);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(/empiricalNtkOfFunction\(\{ tf, \.\.\.asFunction\(model\), x1 \}\)/);
  });
});

describe("weights that do not fit", () => {
  const topology = { class_name: "Sequential", config: { layers: [{ class_name: "Dense", config: { name: "d", units: 2, batch_input_shape: [null, 3] } }] } };
  const [kernel, bias] = [samples([3, 2]), samples([2])];
  const read = (weights: Readonly<Record<string, typeof kernel>>) => () => parseLayersModel(topology, weights);

  it.each([
    ["one that is missing", { "d/kernel": kernel }, InvalidInput, /^d \(Dense\): there is no weight "d\/bias"/],
    [
      "one of another shape",
      { "d/kernel": samples([2, 3]), "d/bias": bias },
      ShapeMismatch,
      /the weight "d\/kernel" must have the shape \[3, 2\], found \[2, 3\]/,
    ],
    ["one too many", { "d/kernel": kernel, "d/bias": bias, "e/bias": bias }, InvalidInput, /weights that belong to no layer of the model, found e\/bias/],
  ])("%s", (_, weights, kind, message) => {
    expect(read(weights)).toThrow(kind);
    expect(read(weights)).toThrow(message);
  });

  it("one that is not a number", () => {
    const broken = ndArray(Float64Array.of(1, Number.NaN), [2]);
    expect(read({ "d/kernel": kernel, "d/bias": broken })).toThrow(/^d \(Dense\): the weight "d\/bias" is not finite in entry 1, found NaN/);
  });

  it("a field of a layer that is missing or wrong", () => {
    const layer = (config: object) => ({ class_name: "Sequential", config: { layers: [{ class_name: "Dense", config: { name: "d", ...config } }] } });
    expect(() => parseLayersModel(layer({ batch_input_shape: [null, 3], units: -1 }), {})).toThrow(/^d \(Dense\)\.units: too small/);
    expect(() => parseLayersModel(layer({ units: 2 }), {})).toThrow(/^input: the model does not state the shape of its input/);
    expect(parseLayersModel(layer({ units: 2 }), { "d/kernel": kernel, "d/bias": bias }, { input: [3] }).architecture.input).toEqual([3]);
  });

  it("what is no layers model", () => {
    expect(() => parseLayersModel({ node: [], library: {} }, {})).toThrow(/a graph model is a list of operations/);
    expect(() => parseLayersModel({ class_name: "MyModel", config: {} }, {})).toThrow(/a model of a class of its own, found "MyModel"/);
    expect(() => parseLayersModel("model.json", {})).toThrow(InvalidInput);
  });
});
