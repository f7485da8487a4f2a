import { referenceBackend } from "@ntkit/backend-reference";
import { FileProblem } from "@ntkit/core";
import { expect, test } from "vitest";
import { data, mapped, network } from "../test/fixtures.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type TrainOptions, train } from "./index.ts";

const on = referenceBackend();
const options: TrainOptions = {
  ...{ on, network, ...data, steps: 90, seed: 3, batchSize: 3, linearise: true },
  optimiser: { kind: "adam", learningRate: 0.01 },
  record: [{ kind: "loss" }, { kind: "outputs", at: { every: 25 } }, { kind: "weight-change" }, { kind: "ntk", at: { every: 30 } }],
};

test.each([
  [{ kind: "adam", learningRate: 0.01 }, 3],
  [{ kind: "momentum", learningRate: 0.1, acceleration: "nesterov" }, undefined],
])("training that was interrupted and resumed from bytes gives the same numbers to the last bit: %j", async (optimiser, batchSize) => {
  const given = { ...options, optimiser, batchSize };
  const whole = await train(given);
  const control = new AbortController();
  const part = await train({
    ...given,
    signal: control.signal,
    onEvent: ({ kind, ...event }) => {
      if (kind === "record" && "step" in event && event.step === 32) control.abort();
    },
  });
  expect(part).toMatchObject({ status: "stopped", reason: "signal", step: 32 });
  if (part.checkpoint === undefined) throw new Error("no checkpoint");
  const resumed = await train({ ...given, resume: decodeCheckpoint(encodeCheckpoint(part.checkpoint)) });
  expect(resumed.parameters).toEqual(whole.parameters);
  expect(resumed.records).toEqual(whole.records);
  expect(resumed.checkpoint).toEqual(whole.checkpoint);
  expect(on.liveTensors()).toBe(0);
});

test("checkpoints on the way go on to the same numbers, also beyond the steps first asked for", async () => {
  const seen: Checkpoint[] = [];
  const listen = (event: { kind: string; checkpoint?: Checkpoint }) => {
    if (event.checkpoint !== undefined) seen.push(event.checkpoint);
  };
  await train({ ...options, steps: 60, checkpointEvery: { steps: 25 }, onEvent: listen });
  expect(seen.map(({ step }) => step)).toEqual([25, 50]);
  const resumed = await Promise.resolve(train({ ...options, resume: seen[1] }));
  const whole = await train(options);
  expect(resumed.parameters).toEqual(whole.parameters);
  expect(resumed.records).toEqual(whole.records);
});

test("a checkpoint of another training is refused, with what differs", async () => {
  const { checkpoint } = await train({ ...options, steps: 5 });
  if (checkpoint === undefined) throw new Error("no checkpoint");
  const resumed = (changes: Partial<TrainOptions>) => train({ ...options, resume: checkpoint, ...changes });
  await expect(resumed({ optimiser: { kind: "adam", learningRate: 0.02 } })).rejects.toThrow(
    /resume: the checkpoint is of another training: optimiser differs, found .*0.01.*0.02/,
  );
  await expect(resumed({ seed: 4 })).rejects.toThrow("another training: seed, parameters differ");
  await expect(resumed({ y: mapped(data.y, (value, i) => (i === 3 ? value + 1e-15 : value)) })).rejects.toThrow("another training: y differs");
});

test("bytes that are no checkpoint, or half of one", async () => {
  const { checkpoint } = await train({ ...options, steps: 2 });
  if (checkpoint === undefined) throw new Error("no checkpoint");
  const bytes = encodeCheckpoint(checkpoint);
  expect(decodeCheckpoint(bytes)).toEqual(checkpoint);
  expect(() => decodeCheckpoint(bytes.subarray(0, bytes.length / 2), "run.npz")).toThrow(FileProblem);
  expect(() => decodeCheckpoint(new Uint8Array(10), "run.npz")).toThrow("run.npz");
});
