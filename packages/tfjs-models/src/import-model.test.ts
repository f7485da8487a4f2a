import { inferShape, leakyRelu } from "@ntkit/architectures";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { difference, forward, predict, settled, startTfjs } from "../test/forward.ts";
import { output } from "../test/output.ts";
import { samples } from "../test/samples.ts";
import { fromLayersModel } from "./from-layers-model.ts";
import type { LayerRule } from "./layer-rule.ts";
import { layerRules } from "./layers/index.ts";

const { dense, conv2d, add, concatenate, multiply } = tf.layers;

beforeAll(startTfjs);

const models: Readonly<Record<string, () => tf.LayersModel>> = {
  "a Sequential MLP": () =>
    tf.sequential({
      layers: [
        dense({ units: 7, activation: "relu", inputShape: [5] }),
        tf.layers.dropout({ rate: 0.4 }),
        dense({ units: 6, activation: "tanh", useBias: false }),
        dense({ units: 3 }),
      ],
    }),
  "a Sequential that flattens images": () =>
    tf.sequential({ layers: [tf.layers.flatten({ inputShape: [3, 2, 2] }), dense({ units: 4, activation: "sigmoid" }), dense({ units: 2 })] }),
  "layers without weights": () =>
    tf.sequential({
      layers: [
        dense({ units: 6, inputShape: [5], kernelInitializer: "heNormal" }),
        tf.layers.reLU({ maxValue: 0.5 }),
        dense({ units: 6 }),
        tf.layers.leakyReLU({ alpha: 0.2 }),
        tf.layers.gaussianNoise({ stddev: 0.1 }),
        dense({ units: 6 }),
        tf.layers.layerNormalization({ epsilon: 0.01 }),
        tf.layers.elu(),
        tf.layers.reshape({ targetShape: [6] }),
        dense({ units: 6 }),
        tf.layers.thresholdedReLU({ theta: 0.1 }),
        dense({ units: 2 }),
      ],
    }),
  "a convolutional network": () =>
    tf.sequential({
      layers: [
        conv2d({ filters: 3, kernelSize: 3, padding: "same", strides: 2, activation: "relu", inputShape: [7, 6, 2] }),
        conv2d({ filters: 4, kernelSize: [2, 1], padding: "valid", activation: "tanh", useBias: false }),
        dense({ units: 5 }),
        tf.layers.layerNormalization(),
        tf.layers.activation({ activation: "sigmoid" }),
        tf.layers.globalAveragePooling2d({}),
        dense({ units: 3 }),
      ],
    }),
  "a residual network": () => {
    const x = tf.input({ shape: [5] });
    const block = (from: tf.SymbolicTensor) => output(add(), from, output(dense({ units: 6 }), output(dense({ units: 9, activation: "relu" }), from)));
    const stem = output(dense({ units: 6 }), x);
    return tf.model({ inputs: x, outputs: output(dense({ units: 2 }), block(block(stem))) });
  },
  "branches within branches": () => {
    const x = tf.input({ shape: [4] });
    const far = output(dense({ units: 3, activation: "tanh" }), x);
    const inner = output(concatenate(), output(dense({ units: 2 }), far), far, output(dense({ units: 1, activation: "relu" }), far));
    const product = output(multiply(), output(dense({ units: 4 }), inner), output(dense({ units: 4, activation: "softplus" }), x));
    return tf.model({ inputs: x, outputs: output(add(), product, x, output(dense({ units: 4 }), x), product) });
  },
  "models within a model": () => {
    const x = tf.input({ shape: [4] });
    const y = tf.input({ shape: [4] });
    const chain = tf.sequential({ layers: [dense({ units: 5, activation: "elu", inputShape: [4] }), dense({ units: 4 })] });
    const graph = tf.model({ inputs: y, outputs: output(add(), y, output(dense({ units: 4 }), y)) });
    return tf.model({ inputs: x, outputs: output(dense({ units: 2 }), output(graph, output(add(), output(chain, x), x))) });
  },
  "a model that passes its input on": () => {
    const x = tf.input({ shape: [3] });
    return tf.model({ inputs: x, outputs: output(tf.layers.dropout({ rate: 0.5 }), x) });
  },
};

const names = [
  "linear",
  "relu",
  "relu6",
  "elu",
  "selu",
  "sigmoid",
  "hardSigmoid",
  "tanh",
  "softplus",
  "softsign",
  "swish",
  "mish",
  "gelu",
  "gelu_new",
] as const;

async function expectSame(model: tf.LayersModel, scale = 1): Promise<void> {
  const imported = await fromLayersModel(model);
  const { input = [] } = imported.architecture;
  const x = samples([4, ...input], 0, scale);
  expect(difference((await forward(imported, x)).data, predict(model, x))).toBeLessThan(1e-6);
  expect(inferShape(imported.architecture)).toEqual(model.outputShape.slice(1));
}

describe("an imported model gives what tfjs gives", () => {
  it.each(Object.entries(models))("%s", (_, make) => expectSame(settled(make())));

  it.each(names)("the activation %s", (activation) => expectSame(settled(tf.sequential({ layers: [dense({ units: 40, inputShape: [3], activation })] })), 8));
});

describe("what is not the same", () => {
  const classifier = () => tf.sequential({ layers: [dense({ units: 4, inputShape: [3], activation: "relu" }), dense({ units: 3, activation: "softmax" })] });

  it("a softmax at the end is refused, or dropped and said", async () => {
    const model = classifier();
    await expect(fromLayersModel(model)).rejects.toThrow(/dense_Dense\d+ \(Dense\): a softmax has no rule.*dropSoftmax: true.*empiricalNtkOfFunction/);
    const imported = await fromLayersModel(model, { dropSoftmax: true });
    expect(imported.notes).toEqual([expect.stringMatching(/^dense_Dense\d+ \(Dense\): its softmax was left out/)]);
    const x = samples([4, 3]);
    const logits = await forward(imported, x);
    const probabilities = tf.tidy(() => Array.from(tf.softmax(tf.tensor2d(Float32Array.from(logits.data), [4, 3])).dataSync()));
    expect(difference(probabilities, predict(model, x))).toBeLessThan(1e-6);
  });

  it("a softmax elsewhere is refused", async () => {
    const model = tf.sequential({ layers: [dense({ units: 4, inputShape: [3] }), tf.layers.softmax(), dense({ units: 3 })] });
    await expect(fromLayersModel(model, { dropSoftmax: true })).rejects.toThrow(/softmax_Softmax\d+ \(Softmax\): a softmax has no rule/);
  });

  it("a frozen layer stays frozen", async () => {
    const model = tf.sequential({ layers: [dense({ units: 4, inputShape: [3], trainable: false }), dense({ units: 3 })] });
    const { architecture } = await fromLayersModel(model);
    expect(architecture.layers).toMatchObject([{ trainable: false }, { trainable: true }]);
  });

  it("places say where the layers of the model stand", async () => {
    const x = tf.input({ shape: [3] });
    const sum = output(add(), output(dense({ units: 3, name: "inner", activation: "relu" }), x), x);
    const { places, parameters } = await fromLayersModel(tf.model({ inputs: x, outputs: output(dense({ units: 1, name: "last" }), sum) }));
    expect(places).toEqual({ inner: "layers[0].body[0]", last: "layers[1]" });
    expect(Object.keys(parameters).sort()).toEqual(["layers[0].body[0].bias", "layers[0].body[0].weight", "layers[1].bias", "layers[1].weight"]);
  });
});

it("a rule from outside is one object", async () => {
  const config = z.looseObject({ name: z.string() });
  const prelu: LayerRule<z.infer<typeof config>> = {
    className: "PReLU",
    config,
    pieces({ name }, { input, weight }) {
      const { data } = weight("alpha", 0, input);
      return [{ kind: "layer", spec: leakyRelu(data[0]), parameters: {}, source: name }];
    },
  };
  const alphaInitializer = tf.initializers.constant({ value: 0.25 });
  const model = settled(tf.sequential({ layers: [dense({ units: 4, inputShape: [3] }), tf.layers.prelu({ alphaInitializer }), dense({ units: 2 })] }));
  await expect(fromLayersModel(model)).rejects.toThrow(/PReLU layer has no rule/);
  const imported = await fromLayersModel(model, { rules: { ...layerRules, [prelu.className]: prelu } });
  const x = samples([4, 3]);
  expect(difference((await forward(imported, x)).data, predict(model, x))).toBeLessThan(1e-6);
});
