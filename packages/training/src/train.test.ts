import { initialise } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { InvalidData, InvalidInput, ndArray, ShapeMismatch, UnknownName } from "@ntkit/core";
import { expect, test } from "vitest";
import { architecture, data, network, normals, start } from "../test/fixtures.ts";
import { type TrainOptions, train } from "./index.ts";

const on = referenceBackend();
const { x, y, testX, testY } = data;
const array = normals(8);
const options: TrainOptions = { on, network, x, y, steps: 1, parameters: start };

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
