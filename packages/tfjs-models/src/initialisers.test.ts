import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { startTfjs } from "../test/forward.ts";
import { fromLayersModel } from "./from-layers-model.ts";

const { dense } = tf.layers;

beforeAll(startTfjs);

describe("how a model was drawn is in its spec", () => {
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
