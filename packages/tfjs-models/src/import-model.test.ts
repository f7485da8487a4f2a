import { inferShape } from "@ntkit/architectures";
import { InvalidInput, ndArray, ShapeMismatch, Unsupported } from "@ntkit/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { difference, forward, predict, startTfjs } from "../test/forward.ts";
import { samples } from "../test/samples.ts";
import { fromLayersModel } from "./from-layers-model.ts";
import { type ImportOptions, parseLayersModel } from "./import-model.ts";

const { dense, conv2d, add, concatenate, multiply } = tf.layers;

beforeAll(startTfjs);

/** Biases that are not zero, so that they count. */
const biased = { biasInitializer: "randomNormal" } as const;

const output = (layer: { apply(x: tf.SymbolicTensor | tf.SymbolicTensor[]): unknown }, ...inputs: readonly tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(inputs.length === 1 ? inputs[0] : [...inputs]) as tf.SymbolicTensor;

const models: Readonly<Record<string, () => tf.LayersModel>> = {
  "a Sequential MLP": () =>
    tf.sequential({
      layers: [
        dense({ units: 7, activation: "relu", inputShape: [5], ...biased }),
        tf.layers.dropout({ rate: 0.4 }),
        dense({ units: 6, activation: "tanh", useBias: false }),
        dense({ units: 3, ...biased }),
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
  "a residual network": () => {
    const x = tf.input({ shape: [5] });
    const block = (from: tf.SymbolicTensor) =>
      output(add(), from, output(dense({ units: 6, ...biased }), output(dense({ units: 9, activation: "relu", ...biased }), from)));
    const stem = output(dense({ units: 6, ...biased }), x);
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

async function expectSame(model: tf.LayersModel, options?: ImportOptions): Promise<void> {
  const imported = await fromLayersModel(model, options);
  const { input = [] } = imported.architecture;
  const x = samples([4, ...input]);
  expect(difference((await forward(imported, x)).data, predict(model, x))).toBeLessThan(1e-6);
  expect(inferShape(imported.architecture)).toEqual(model.outputShape.slice(1));
}

describe("an imported model gives what tfjs gives", () => {
  it.each(Object.entries(models))("%s", (_, make) => expectSame(make()));

  it.each(names)("the activation %s", (activation) =>
    expectSame(tf.sequential({ layers: [dense({ units: 40, inputShape: [3], activation, kernelInitializer: tf.initializers.randomNormal({ stddev: 4 }) })] })),
  );
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

  const drawn = {
    glorotNormal: tf.initializers.glorotNormal({ seed: 1 }),
    glorotUniform: tf.initializers.glorotUniform({ seed: 2 }),
    heNormal: tf.initializers.heNormal({ seed: 3 }),
    heUniform: tf.initializers.heUniform({ seed: 4 }),
    leCunNormal: tf.initializers.leCunNormal({ seed: 5 }),
    leCunUniform: tf.initializers.leCunUniform({ seed: 6 }),
    fanOut: tf.initializers.varianceScaling({ scale: 3, mode: "fanOut", distribution: "uniform", seed: 7 }),
    truncatedNormal: tf.initializers.truncatedNormal({ stddev: 0.3, seed: 8 }),
    randomNormal: tf.initializers.randomNormal({ stddev: 0.3, seed: 9 }),
    randomUniform: tf.initializers.randomUniform({ minval: -0.2, maxval: 0.2, seed: 10 }),
  };
  /** weightStd over what the weights say that it is. */
  const stdRatio = async (inputs: number, units: number, kernelInitializer: ReturnType<typeof tf.initializers.zeros>) => {
    const { architecture, parameters } = await fromLayersModel(tf.sequential({ layers: [dense({ units, inputShape: [inputs], kernelInitializer })] }));
    const { data } = parameters["layers[0].weight"];
    const found = Math.sqrt((inputs * data.reduce((sum, value) => sum + value * value, 0)) / data.length);
    return Number(Object.entries(architecture.layers[0]).find(([field]) => field === "weightStd")?.[1]) / found;
  };

  it.each(Object.entries(drawn))("weightStd is that of weights drawn by %s", async (_, initialiser) => {
    // 30 000 draws: a standard error of 0.4 %.
    expect(Math.abs((await stdRatio(300, 100, initialiser)) - 1)).toBeLessThan(0.012);
  });

  it.each([
    [40, 20],
    [20, 40],
  ])("weightStd is that of an orthogonal matrix [%i, %i]", async (inputs, units) => {
    expect(await stdRatio(inputs, units, tf.initializers.orthogonal({ gain: 2, seed: 1 }))).toBeCloseTo(1, 5);
  });

  it("an unknown initialisation is said", async () => {
    const { notes, architecture } = await fromLayersModel(
      tf.sequential({ layers: [dense({ units: 2, inputShape: [2], kernelInitializer: "ones", name: "d" })] }),
    );
    expect(notes).toEqual([expect.stringMatching(/^d \(Dense\): how it was initialised is not known/)]);
    expect(architecture.layers).toMatchObject([{ weightStd: 1, biasStd: 0, bias: true }]);
  });
});

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
