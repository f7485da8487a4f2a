import { referenceBackend } from "@ntkit/backend-reference";
import { evaluateEmpirical } from "@ntkit/kernels";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { difference, settled, startTfjs } from "../test/forward.ts";
import { samples } from "../test/samples.ts";
import { fromLayersModel } from "./from-layers-model.ts";
import { asFunction } from "./jacobian/as-function.ts";
import { empiricalNtkOfFunction } from "./jacobian/empirical-ntk-of-function.ts";

const { dense, conv2d } = tf.layers;

beforeAll(startTfjs);

const models: Readonly<Record<string, () => tf.LayersModel>> = {
  "an MLP with a frozen layer": () =>
    tf.sequential({
      layers: [dense({ units: 8, activation: "relu", inputShape: [4] }), dense({ units: 6, activation: "tanh", trainable: false }), dense({ units: 3 })],
    }),
  "a residual network": () => {
    const x = tf.input({ shape: [4] });
    const body = dense({ units: 4 }).apply(dense({ units: 7, activation: "gelu" }).apply(x)) as tf.SymbolicTensor;
    return tf.model({ inputs: x, outputs: dense({ units: 2 }).apply(tf.layers.add().apply([x, body])) as tf.SymbolicTensor });
  },
  "a convolutional network": () =>
    tf.sequential({
      layers: [
        conv2d({ filters: 3, kernelSize: 3, padding: "same", strides: 2, activation: "relu", inputShape: [5, 4, 2] }),
        conv2d({ filters: 2, kernelSize: 2 }),
        tf.layers.globalAveragePooling2d({}),
        dense({ units: 2 }),
      ],
    }),
};

describe("the empirical NTK of an imported model is the same by structure and by the Jacobians of tfjs", () => {
  it.each(Object.entries(models))("%s", async (_, make) => {
    const model = settled(make());
    const { architecture, parameters } = await fromLayersModel(model);
    const [x1, x2] = [samples([3, ...(architecture.input ?? [])], 1), samples([2, ...(architecture.input ?? [])], 2)];
    const { ntk, method } = await evaluateEmpirical({ on: referenceBackend(), architecture, parameters, x1, x2, method: "empirical-structured" });
    expect(method).toBe("empirical-structured");
    const byJacobians = await empiricalNtkOfFunction({ tf, ...asFunction(model), x1, x2 });
    expect(ntk?.shape).toEqual(byJacobians.ntk.shape);
    expect(difference(ntk?.data ?? [], byJacobians.ntk.data)).toBeLessThan(1e-5);
  });
});
