import { finiteNetwork, initialise, parseArchitecture } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { InvalidData, InvalidInput, type NDArray, ndArray, random, ShapeMismatch, sizeOf, UnknownName } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { type TrainOptions, train } from "./index.ts";

const on = referenceBackend();
const { normal } = random(3);
const array = (shape: readonly number[]) =>
  ndArray(
    Float64Array.from({ length: sizeOf(shape) }, () => normal()),
    shape,
  );
const architecture = parseArchitecture({
  input: [2],
  layers: [{ kind: "dense", width: 5, weightStd: 1.3, biasStd: 0.4 }, { kind: "erf" }, { kind: "dense", width: 2, biasStd: 0.2 }],
});
const network = finiteNetwork(architecture);
const start = initialise(network, { seed: 1 });
const [x, y, testX, testY] = [array([4, 2]), array([4, 2]), array([3, 2]), array([3, 2])];
const options: TrainOptions = { on, network, x, y, steps: 1, parameters: start };

const moved = (by: (name: string, at: number) => number): Record<string, NDArray> =>
  Object.fromEntries(
    Object.entries(start).map(([name, { data, shape }]) => [
      name,
      ndArray(
        data.map((value, at) => value + by(name, at)),
        shape,
      ),
    ]),
  );

describe("the first step of gradient descent", () => {
  test.each<[string, Partial<TrainOptions>]>([
    ["on the squared loss", {}],
    ["scaled and centred, with another normaliser", { outputScale: 3, centre: true, normaliser: "entries" }],
    ["with weights of samples", { weights: array([4]), normaliser: 2.5 }],
    ["on another loss", { loss: { kind: "huber", delta: 0.3 } }],
  ])("goes down the gradient of the loss that it reports, by central differences: %s", async (_, changes) => {
    const weights = changes.weights && ndArray(changes.weights.data.map(Math.abs), changes.weights.shape);
    const given = { ...options, ...changes, weights, optimiser: { kind: "gradient-descent", learningRate: 0.3 } };
    const lossAt = async (parameters: Record<string, NDArray>) => {
      // Centred outputs are counted from where training began, so the loss elsewhere is seen after one step of size 0 only if nothing is centred.
      const { loss } = await train({ ...given, parameters, steps: 0 });
      return loss.train;
    };
    const { parameters } = await train(given);
    if (changes.centre === true) return;
    for (const [name, { data }] of Object.entries(start)) {
      for (let at = 0; at < data.length; at++) {
        const shifted = (step: number) => lossAt(moved((other, place) => (other === name && place === at ? step : 0)));
        const slope = ((await shifted(1e-5)) - (await shifted(-1e-5))) / 2e-5;
        expect(parameters[name].data[at]).toBeCloseTo(data[at] - 0.3 * slope, 8);
      }
    }
  });
});

test("records train and test at the steps asked for, and at the end; leaves no tensor behind", async () => {
  const steps: number[] = [];
  const result = await train({
    ...options,
    testX,
    testY,
    steps: 45,
    optimiser: { kind: "gradient-descent", learningRate: 0.2 },
    record: [
      { kind: "loss", at: { every: 20 } },
      { kind: "outputs", at: { steps: [0, 3] } },
    ],
    onEvent: (event) => {
      if (event.kind === "record") steps.push(event.step);
    },
  });
  expect(result).toMatchObject({ status: "finished", reason: "steps", step: 45 });
  expect(result.records.numbers["loss.train"].steps).toEqual([0, 20, 40, 45]);
  expect(result.records.numbers["loss.test"].values.at(-1)).toBe(result.loss.test);
  expect(result.records.arrays["outputs.test"].steps).toEqual([0, 3, 45]);
  expect(result.records.arrays["outputs.test"].values[1].shape).toEqual([3, 2]);
  expect(steps).toEqual([0, 20, 40, 45]);
  const { values } = result.records.numbers["loss.train"];
  expect([...values].sort((a, b) => b - a)).toEqual(values);
  expect(on.liveTensors()).toBe(0);
});

test("draws the start with the seed, and gives the same numbers twice", async () => {
  const once = () => train({ on, architecture, x, y, steps: 25, seed: 4, batchSize: 3 });
  const [first, second] = [await once(), await once()];
  expect(second.parameters).toEqual(first.parameters);
  expect((await train({ on, architecture, x, y, steps: 0, seed: 4 })).parameters).toEqual(initialise(network, { seed: 4 }));
});

test("stops by the signal between two steps and keeps what is done", async () => {
  const control = new AbortController();
  const result = await train({
    ...options,
    steps: 1000,
    record: [{ kind: "loss", at: { every: 7 } }],
    signal: control.signal,
    onEvent: (event) => {
      if (event.kind === "record" && event.step === 7) control.abort();
    },
  });
  expect(result).toMatchObject({ status: "stopped", reason: "signal", step: 7 });
  expect((await train({ ...options, steps: 7 })).parameters).toEqual(result.parameters);
});

test("stops at the wanted loss, at the first step where it is reached", async () => {
  const given = { ...options, record: [{ kind: "loss", at: { every: 1 } }], optimiser: { kind: "gradient-descent", learningRate: 0.2 } };
  const all = (await train({ ...given, steps: 100 })).records.numbers["loss.train"].values;
  const wanted = all[33];
  const result = await train({ ...given, steps: 100, stop: { loss: wanted } });
  expect(result).toMatchObject({ status: "finished", reason: "loss", step: 33, loss: { train: wanted } });
});

test("says that it diverged, and where", async () => {
  const result = await train({ ...options, steps: 500, optimiser: { kind: "gradient-descent", learningRate: 200 } });
  expect(result.status).toBe("diverged");
  expect(result.trouble?.problem).toMatch(/^training diverged: at step \d+ the loss/);
  expect(result.trouble?.remedy).toContain("below 200");
  expect(on.liveTensors()).toBe(0);
});

test("what cannot be trained", async () => {
  await expect(train({ ...options, network: undefined })).rejects.toThrow(InvalidInput);
  await expect(train({ ...options, optimiser: { kind: "adma" } })).rejects.toThrow(UnknownName);
  await expect(train({ ...options, record: [{ kind: "los" }] })).rejects.toThrow('record[0].kind: unknown recorder, found "los". Did you mean "loss"?');
  await expect(train({ ...options, batchSize: 5 })).rejects.toThrow("batchSize: there are 4 samples, found 5.");
  await expect(train({ ...options, y: array([3, 2]) })).rejects.toThrow(ShapeMismatch);
  await expect(train({ ...options, testX })).rejects.toThrow("testY: test samples want both inputs and targets");
  await expect(train({ ...options, x: ndArray(new Float64Array(8).fill(NaN), [4, 2]) })).rejects.toThrow(InvalidData);
});
