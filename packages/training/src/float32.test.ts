import { referenceBackend } from "@ntkit/backend-reference";
import { tfjsCpu } from "@ntkit/backend-tfjs/cpu";
import { expect, test } from "vitest";
import { data, largestGap, network, start } from "../test/fixtures.ts";
import { type TrainOptions, train } from "./index.ts";

test("tfjs in float32 trains as the reference does, to its precision, and frees everything", async () => {
  const [reference, tfjs] = [referenceBackend(), await tfjsCpu({ host: referenceBackend() })];
  const options: Omit<TrainOptions, "on"> = {
    ...{ network, ...data, parameters: start, steps: 12, linearise: true, batchSize: 3 },
    optimiser: { kind: "adam", learningRate: 0.01 },
    record: [{ kind: "outputs" }, { kind: "sharpness" }, { kind: "weight-change" }],
  };
  const [exact, rounded] = [await train({ ...options, on: reference }), await train({ ...options, on: tfjs })];
  expect(rounded.conventions).toMatchObject({ backend: "tfjs-cpu", dtype: "float32" });
  expect(largestGap(rounded.outputs.train, exact.outputs.train)).toBeLessThan(1e-5);
  const [a, b] = [rounded, exact].map(({ records }) => records.arrays["linear.outputs.test"].values.at(-1));
  if (a === undefined || b === undefined) throw new Error("no twin");
  expect(largestGap(a, b)).toBeLessThan(1e-5);
  const [s, t] = [rounded, exact].map(({ records }) => records.numbers["sharpness"].values[0]);
  expect(Math.abs(s / t - 1)).toBeLessThan(1e-5);
  expect(tfjs.liveTensors()).toBe(0);
});
