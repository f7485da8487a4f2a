import { InvalidData, InvalidInput, type NDArray, NotEnoughMemory, ndArray, ShapeMismatch } from "@ntkit/core";
import type { OutputAxes } from "@ntkit/kernels";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { difference, startTfjs } from "../../test/forward.ts";
import { samples } from "../../test/samples.ts";
import { asFunction } from "./as-function.ts";
import { empiricalNtkOfFunction } from "./empirical-ntk-of-function.ts";

beforeAll(startTfjs);

let tensors = 0;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => tf.disposeVariables());

const [inputs, width, outputs] = [3, 6, 2];
const [w1, b1, w2] = [samples([inputs, width], 1), samples([width], 2), samples([width, outputs], 3)];
const tensorOf = ({ data, shape }: NDArray) => tf.tensor(Float32Array.from(data), [...shape]);

interface Mlp {
  readonly [name: string]: tf.Tensor;
  readonly w1: tf.Tensor;
  readonly b1: tf.Tensor;
  readonly w2: tf.Tensor;
}
const mlp = ({ w1, b1, w2 }: Mlp, x: tf.Tensor): tf.Tensor => tf.matMul(tf.tanh(tf.add(tf.matMul(x, w1), b1)), w2);

/** Runs with parameters made for it, and asserts that no tensor of the library is left. */
async function withMlp<R>(body: (params: Mlp) => Promise<R>): Promise<R> {
  const params = { w1: tensorOf(w1), b1: tensorOf(b1), w2: tensorOf(w2) };
  try {
    return await body(params);
  } finally {
    expect(tf.memory().numTensors).toBe(tensors + 3);
    tf.dispose(params);
  }
}

/**
 * By hand, with h = tanh(x W1 + b1): Θ_oo' = δ_oo' h·h' + Σ_k w2_ko w2_ko' (1 − h_k²)(1 − h'_k²)(x·x' + 1).
 */
function analytic(x1: NDArray, x2: NDArray): NDArray {
  const hidden = ({ data }: NDArray, i: number) =>
    Array.from({ length: width }, (_, k) => {
      let z = b1.data[k];
      for (let d = 0; d < inputs; d++) z += data[i * inputs + d] * w1.data[d * width + k];
      return Math.tanh(z);
    });
  const [n1, n2] = [x1.shape[0], x2.shape[0]];
  const values: number[] = [];
  for (let i = 0; i < n1; i++) {
    for (let j = 0; j < n2; j++) {
      const [h, g] = [hidden(x1, i), hidden(x2, j)];
      let inner = 1;
      for (let d = 0; d < inputs; d++) inner += x1.data[i * inputs + d] * x2.data[j * inputs + d];
      for (let o = 0; o < outputs; o++) {
        for (let p = 0; p < outputs; p++) {
          const sum = h.reduce((all, value, k) => {
            const slopes = (1 - value * value) * (1 - g[k] * g[k]);
            return all + (o === p ? value * g[k] : 0) + w2.data[k * outputs + o] * w2.data[k * outputs + p] * slopes * inner;
          }, 0);
          values.push(sum);
        }
      }
    }
  }
  return ndArray(Float64Array.from(values), [n1, n2, outputs, outputs]);
}

const x1 = samples([5, inputs], 4);
const x2 = samples([4, inputs], 5);

describe("the empirical NTK of a function written with tfjs", () => {
  it.each([undefined, 1, 2, 5])("is the analytic one of a network with one hidden layer (tile %s)", (tile) =>
    withMlp(async (params) => {
      const options = { tf, apply: mlp, params, x1, ...(tile === undefined ? {} : { tile }) };
      const { ntk: cross, trouble } = await empiricalNtkOfFunction({ ...options, x2 });
      expect(cross.shape).toEqual([5, 4, outputs, outputs]);
      expect(difference(cross.data, analytic(x1, x2).data)).toBeLessThan(1e-6);
      expect(trouble).toBeUndefined();
      const { ntk: self } = await empiricalNtkOfFunction(options);
      expect(difference(self.data, analytic(x1, x1).data)).toBeLessThan(1e-6);
    }),
  );

  it("has the output axes that are asked for", () =>
    withMlp(async (params) => {
      const of = async (axes: OutputAxes, other: NDArray | null) =>
        (await empiricalNtkOfFunction({ tf, apply: mlp, params, x1, x2: other, outputs: axes, tile: 2 })).ntk;
      for (const other of [x2, null]) {
        const full = await of("full", other);
        const diagonal = await of("diagonal", other);
        expect(diagonal.shape).toEqual([...full.shape.slice(0, 2), outputs]);
        diagonal.data.forEach((value, at) => expect(value).toBe(full.data[Math.floor(at / outputs) * outputs ** 2 + (at % outputs) * (outputs + 1)]));
        const trace = await of("trace", other);
        expect(trace.shape).toEqual(full.shape.slice(0, 2));
        trace.data.forEach((value, at) => expect(value).toBe(diagonal.data[2 * at] + diagonal.data[2 * at + 1]));
        const mean = await of("mean", other);
        mean.data.forEach((value, at) => expect(value).toBe(trace.data[at] / outputs));
      }
    }));

  it("takes no derivative by variables that are not trainable, and zero by those that do nothing", () =>
    withMlp(async (params) => {
      const { ntk } = await empiricalNtkOfFunction({ tf, apply: mlp, params, x1, x2 });
      const part = async (trained: string) => {
        const variables = Object.fromEntries(
          Object.entries({ ...params, idle: params.b1 }).map(([name, tensor]) => [name, tf.variable(tensor, name === trained || name === "idle")]),
        );
        const { ntk: own } = await empiricalNtkOfFunction({
          tf,
          apply: (all: Readonly<Record<string, tf.Tensor>>, x: tf.Tensor) => mlp(all as Mlp, x),
          params: variables,
          x1,
          x2,
        });
        for (const variable of Object.values(variables)) variable.dispose();
        return own.data;
      };
      const parts = [await part("w1"), await part("b1"), await part("w2")];
      expect(
        difference(
          parts[0].map((value, at) => value + parts[1][at] + parts[2][at]),
          ntk.data,
        ),
      ).toBeLessThan(1e-6);
    }));

  it("reports progress up to the last pair, and stops when asked", () =>
    withMlp(async (params) => {
      for (const other of [x2, null]) {
        const seen: number[] = [];
        await empiricalNtkOfFunction({ tf, apply: mlp, params, x1, x2: other, tile: 2, onProgress: ({ done, total }) => void seen.push(done / total) });
        expect(seen.at(-1)).toBe(1);
      }
      const signal = AbortSignal.abort(new Error("enough"));
      await expect(empiricalNtkOfFunction({ tf, apply: mlp, params, x1, signal })).rejects.toThrow("enough");
    }));

  it("says where it is not finite", () =>
    withMlp(async (params) => {
      const apply = (all: Mlp, x: tf.Tensor) => tf.sqrt(tf.mul(mlp(all, x), 0));
      const { trouble } = await empiricalNtkOfFunction({ tf, apply, params, x1 });
      expect(trouble?.status).toBe("not-finite");
      expect(trouble?.problem).toMatch(/^the kernel of samples 0 and 0 is NaN/);
    }));

  it("misuse throws, and leaves no tensor", () =>
    withMlp(async (params) => {
      const call = (changed: object) => empiricalNtkOfFunction({ tf, apply: mlp, params, x1, ...changed });
      await expect(call({ x1: ndArray(new Float64Array(0), [0, 3]) })).rejects.toThrow(InvalidData);
      await expect(call({ x2: ndArray(Float64Array.of(1, Number.NaN, 2), [1, 3]) })).rejects.toThrow(/^x2: entry 1 is not a finite number/);
      await expect(call({ tile: 0 })).rejects.toThrow(InvalidInput);
      await expect(call({ params: {} })).rejects.toThrow(/nothing to take derivatives by/);
      await expect(call({ apply: (_: Mlp, x: tf.Tensor) => tf.mul(x, 2) })).rejects.toThrow(/tfjs finds no derivative/);
      await expect(call({ apply: (all: Mlp, x: tf.Tensor) => tf.sum(mlp(all, x)) })).rejects.toThrow(ShapeMismatch);
      const large = tf.zeros([50_000]);
      const itself = { params: [large], apply: ([all]: readonly tf.Tensor[]) => tf.reshape(all, [1, 50_000]) };
      await expect(call(itself)).rejects.toThrow(NotEnoughMemory);
      large.dispose();
    }));
});

describe("a model with layers that have no rule", () => {
  it("has its empirical NTK by this route: as finite differences say", async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [inputs], activation: "tanh", kernelInitializer: tf.initializers.randomNormal({ seed: 1, stddev: 0.7 }) }),
        tf.layers.batchNormalization({ movingVarianceInitializer: tf.initializers.constant({ value: 0.5 }) }),
        tf.layers.dense({ units: 2, activation: "softmax", kernelInitializer: tf.initializers.randomNormal({ seed: 2, stddev: 0.7 }) }),
      ],
    });
    const before = tf.memory().numTensors;
    const { ntk } = await empiricalNtkOfFunction({ tf, ...asFunction(model), x1 });
    expect(tf.memory().numTensors).toBe(before);
    // Central differences in float32: an error of about ε^(2/3), relative to the largest entry.
    expect(difference(ntk.data, byDifferences(model, x1))).toBeLessThan(2e-3);
  });
});

/** Θ [n, n, O, O] by moving every trainable number of a model. */
function byDifferences(model: tf.LayersModel, x: NDArray): number[] {
  const step = 2 ** -7;
  const at = () => tf.tidy(() => Array.from((model.predict(tensorOf(x)) as tf.Tensor).dataSync()));
  const columns = model.trainableWeights.flatMap((weight) => {
    const values = weight.read().dataSync().slice();
    const moved = (k: number, by: number) => {
      const changed = Float32Array.from(values);
      changed[k] += by;
      tf.tidy(() => void weight.write(tf.tensor(changed, weight.read().shape)));
      return at();
    };
    return Array.from(values, (value, k) => {
      const [up, down] = [moved(k, step), moved(k, -step)];
      moved(k, 0);
      return up.map((entry, i) => (entry - down[i]) / (Math.fround(value + step) - Math.fround(value - step)));
    });
  });
  const [n, o] = [x.shape[0], model.outputShape[1] as number];
  const entry = (i: number, j: number) => columns.reduce((sum, column) => sum + column[i] * column[j], 0);
  return Array.from({ length: n * n * o * o }, (_, at) => {
    const [i, j, p, q] = [Math.floor(at / (n * o * o)), Math.floor(at / (o * o)) % n, Math.floor(at / o) % o, at % o];
    return entry(i * o + p, j * o + q);
  });
}
