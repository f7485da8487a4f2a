import { finiteNetwork, initialise, parseArchitecture } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, ndArray, Unsupported } from "@ntkit/core";
import { evaluateEmpirical } from "@ntkit/kernels";
import { describe, expect, test } from "vitest";
import { data, largestGap, mapped, network, normals, start } from "../../test/fixtures.ts";
import { distances, type Recorder, type TrainOptions, train } from "../index.ts";
import { recorders } from "./index.ts";

const on = referenceBackend();
const options: TrainOptions = { on, network, ...data, parameters: start, steps: 20, optimiser: { kind: "gradient-descent", learningRate: 0.3 } };
const registered: readonly (readonly [string, Recorder])[] = Object.entries(recorders);

test.each(registered)("%s is registered under its kind, gives finite records under its name, and frees what it makes", async (name, recorder) => {
  expect(recorder.kind).toBe(name);
  expect(recorder.schema.parse(recorder.example)).toEqual(recorder.example);
  const { records, warnings } = await train({ ...options, linearise: true, record: [{ ...recorder.example, at: { every: 10 } }] });
  const names = [...Object.keys(records.numbers), ...Object.keys(records.arrays)];
  expect(names.length).toBeGreaterThan(0);
  for (const full of names) expect(full.replace(/^linear\./, "").split(".")[0]).toBe(name);
  expect(names.some((full) => full.startsWith("linear."))).toBe(recorder.linear);
  expect(warnings).toEqual([]);
  expect(on.liveTensors()).toBe(0);
});

test("weight-change: of an array, of a layer, of all", async () => {
  const { records, parameters } = await train({ ...options, record: [{ kind: "weight-change" }] });
  const squares = (names: string[], from?: typeof start) =>
    names.reduce((sum, name) => sum + parameters[name].data.reduce((total, value, i) => total + ((from ? value : 0) - start[name].data[i]) ** 2, 0), 0);
  const at = (name: string) => records.numbers[name].values.at(-1);
  const [weight, bias] = ["layers[0].weight", "layers[0].bias"];
  expect(at(`weight-change.${weight}`)).toBeCloseTo(Math.sqrt(squares([weight], start) / squares([weight])), 13);
  expect(at("weight-change.layers[0]")).toBeCloseTo(Math.sqrt(squares([weight, bias], start) / squares([weight, bias])), 13);
  expect(at("weight-change")).toBeCloseTo(Math.sqrt(squares(Object.keys(start), start) / squares(Object.keys(start))), 13);
});

test("accuracy: the largest output, or the sign of the only one", async () => {
  const oneHot = fromNested([
    [1, 0],
    [0, 1],
    [1, 0],
    [0, 1],
  ]);
  const { outputs, records } = await train({ ...options, y: oneHot, steps: 3, record: [{ kind: "accuracy" }] });
  const right = [0, 1, 2, 3].filter((i) => outputs.train.data[2 * i] > outputs.train.data[2 * i + 1] === (i % 2 === 0)).length;
  expect(records.numbers["accuracy.train"].values.at(-1)).toBe(right / 4);
  const single = finiteNetwork(parseArchitecture({ input: [2], layers: [{ kind: "dense", width: 1 }] }));
  const signs = fromNested([[1], [-1], [-1], [1]]);
  const result = await train({ on, network: single, x: data.x, y: signs, steps: 3, record: [{ kind: "accuracy" }] });
  const agree = signs.data.filter((y, i) => y * result.outputs.train.data[i] > 0).length;
  expect(result.records.numbers["accuracy.train"].values.at(-1)).toBe(agree / 4);
});

test("taylor: degree 1 at small steps is nearer than nothing, degree 2 nearer than that, as powers of the distance", async () => {
  const errors = async (learningRate: number) => {
    const { records } = await train({ ...options, steps: 1, optimiser: { kind: "gradient-descent", learningRate }, record: [{ kind: "taylor", degree: 2 }] });
    return [1, 2].map((degree) => records.numbers[`taylor.${degree}.test`].values[1]);
  };
  const [coarse, fine] = [await errors(0.02), await errors(0.01)];
  expect(coarse[0] / fine[0]).toBeCloseTo(2, 0);
  expect(coarse[1] / fine[1]).toBeGreaterThan(3.5);
  expect(coarse[1] / fine[1]).toBeLessThan(4.5);
});

test("taylor of degree 1 is the linear twin at the network's parameters", async () => {
  const step = await train({ ...options, steps: 1, linearise: true, record: [{ kind: "taylor", degree: 1 }, { kind: "outputs" }] });
  expect(largestGap(step.records.arrays["taylor.1.test"].values[1], step.records.arrays["linear.outputs.test"].values[1])).toBeLessThan(1e-13);
});

describe("sharpness", () => {
  const theta = async () => {
    const { ntk } = await evaluateEmpirical({ on, network, parameters: start, x1: data.x });
    if (ntk === undefined) throw new Error("no kernel");
    const matrix = new Float64Array(64);
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 8; j++) matrix[i * 8 + j] = ntk.data[(((i >> 1) * 4 + (j >> 1)) * 2 + (i & 1)) * 2 + (j & 1)];
    }
    return matrix;
  };
  const largest = (matrix: Float64Array) =>
    on.scope(async () => {
      const result = await on.eigh(on.tensor(ndArray(matrix, [8, 8])));
      return result.status === "ok" ? (await on.read(result.values)).data[7] : Number.NaN;
    });
  const measured = async (changes: Partial<TrainOptions>) => {
    const { records } = await train({ ...options, steps: 0, record: [{ kind: "sharpness", tolerance: 1e-12 }], ...changes });
    return records.numbers["sharpness"].values[0];
  };

  test("on the squared loss is the largest eigenvalue of Θ/Z, output scale included", async () => {
    const expected = await largest(await theta());
    expect(await measured({ normaliser: "sum" })).toBeCloseTo(expected, 10);
    expect(await measured({ normaliser: "entries", outputScale: 3 })).toBeCloseTo((9 * expected) / 8, 10);
  });

  test("on another loss is that of H^½ Θ H^½/Z, weights included", async () => {
    const weights = ndArray(Float64Array.of(0.5, 2, 1, 3), [4]);
    const y = fromNested([
      [1, 0],
      [0, 1],
      [0.5, 0.5],
      [0, 1],
    ]);
    const soft = { y, testX: undefined, testY: undefined };
    const { outputs } = await train({ ...options, ...soft, steps: 0 });
    const kernel = await theta();
    // Two outputs: diag(p) − ppᵀ = p₀p₁ (1, −1)(1, −1)ᵀ, so H^½ Θ H^½ has the eigenvalues of the 4 × 4 matrix of these differences.
    const root = [0, 1, 2, 3].map((i) => {
      const p = 1 / (1 + Math.exp(outputs.train.data[2 * i + 1] - outputs.train.data[2 * i]));
      return Math.sqrt(weights.data[i] * p * (1 - p));
    });
    const small = new Float64Array(64);
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        const at = (o: number, p: number) => kernel[(2 * i + o) * 8 + 2 * j + p];
        small[i * 8 + j] = root[i] * root[j] * (at(0, 0) - at(0, 1) - at(1, 0) + at(1, 1));
      }
    }
    expect(await measured({ ...soft, loss: { kind: "cross-entropy" }, weights, normaliser: "sum" })).toBeCloseTo(await largest(small), 10);
  });

  test("is refused for a loss without a second derivative", async () => {
    const signs = mapped(data.y, Math.sign);
    const testSigns = mapped(data.testY, Math.sign);
    await expect(measured({ loss: { kind: "hinge", smoothing: 0 }, y: signs, testY: testSigns })).rejects.toThrow(Unsupported);
  });
});

test("ntk: drift is that of two empirical kernels, and falls with width", async () => {
  const record = [{ kind: "ntk", keep: true, at: { steps: [0] } }];
  const { records } = await train({ ...options, record });
  const [first, last] = records.arrays["ntk"].values;
  const gap = (a: Float64Array) => Math.sqrt(a.reduce((sum, value) => sum + value * value, 0));
  expect(records.numbers["ntk.drift"].values[1]).toBeCloseTo(gap(last.data.map((value, i) => value - first.data[i])) / gap(first.data), 13);
  const { ntk } = await evaluateEmpirical({ on, network, parameters: start, x1: data.x });
  expect(ntk).toEqual(first);

  const drift = async (width: number) => {
    const wide = finiteNetwork(
      parseArchitecture({ input: [2], layers: [{ kind: "dense", width, weightStd: 1.3 }, { kind: "erf" }, { kind: "dense", width: 1 }] }),
    );
    const y = normals(9)([4, 1]);
    const result = await train({ on, network: wide, x: data.x, y, parameters: initialise(wide, { seed: 2 }), steps: 15, record: [{ kind: "ntk" }] });
    return result.records.numbers["ntk.drift"].values.at(-1) ?? Number.NaN;
  };
  const [narrow, wide] = [await drift(8), await drift(512)];
  expect(wide).toBeLessThan(narrow / 3);
  expect(wide).toBeGreaterThan(0);
});

test("distances of recorded curves, at the steps that they share", async () => {
  const { records } = await train({
    ...options,
    linearise: true,
    record: [
      { kind: "outputs", at: { every: 5 } },
      { kind: "loss", at: { every: 4 } },
    ],
  });
  const { steps, relative, rms } = distances(records.arrays["linear.outputs.test"], records.arrays["outputs.test"]);
  expect(steps).toEqual([0, 5, 10, 15, 20]);
  expect(relative[0]).toBe(0);
  const [a, b] = ["linear.outputs.test", "outputs.test"].map((name) => records.arrays[name].values[4].data);
  expect(rms[4]).toBeCloseTo(Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / 6), 14);
  expect(distances(records.numbers["linear.loss.train"], records.numbers["loss.train"]).steps).toEqual([0, 4, 8, 12, 16, 20]);
  expect(() => distances({ steps: [1], values: [1] }, { steps: [2], values: [1] })).toThrow("curves: they have no step in common, found [1] and [2].");
});
