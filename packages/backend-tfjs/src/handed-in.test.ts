import type { Backend } from "@ntkit/backend";
import { conformanceCases, runCase } from "@ntkit/backend/conformance";
import { referenceBackend } from "@ntkit/backend-reference";
import { UnknownName, Unsupported } from "@ntkit/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { type EngineName, tfjsBackend } from "./index.ts";

describe("tfjsBackend over the @tensorflow/tfjs that a program has already", () => {
  const host = referenceBackend();
  let on: Backend;
  beforeAll(async () => {
    on = await tfjsBackend(tf, "cpu", { host });
  });

  it("keeps the contract", async () => {
    for (const conformance of conformanceCases.filter(({ name }) => !name.startsWith("matmul"))) {
      const { name, status, reason } = await runCase(conformance, on);
      expect(status, `${name}: ${reason}`).not.toBe("failed");
    }
  });

  it("frees what it makes there and leaves alone what is not its own", async () => {
    const theirs = tf.tensor([1, 2, 3]);
    const before = tf.memory().numTensors;
    const x = on.tensor({ data: Float64Array.of(1, 2), shape: [2, 1], stride: [1, 1] });
    expect(tf.memory().numTensors).toBe(before + 1);
    on.dispose(x);
    expect(tf.memory().numTensors).toBe(before);
    expect([...theirs.dataSync()]).toEqual([1, 2, 3]);
    theirs.dispose();
  });

  it("refuses names of no engine, and engines that this tfjs does not have", async () => {
    await expect(tfjsBackend(tf, "webgpuu" as EngineName, { host })).rejects.toThrow(UnknownName);
    await expect(tfjsBackend(tf, "webgpu", { host })).rejects.toThrow(Unsupported);
    await expect(tfjsBackend(tf, "webgpu", { host })).rejects.toThrow(/Import @tensorflow\/tfjs-backend-webgpu/);
  });
});
