import { conformanceCases, runCase } from "@ntkit/backend/conformance";
import { referenceBackend } from "@ntkit/backend-reference";
import { exactGram } from "@ntkit/backend-tfjs";
import { ndArray, random } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { tfjsNode } from "./index.ts";

/** A folder with a working @tensorflow/tfjs-node; docs/backends.md says how to make one. */
const from = process.env["NTKIT_TFJS_NODE"];

describe("tfjs-node", () => {
  it.skipIf(from === undefined)("keeps the whole contract (skipped unless NTKIT_TFJS_NODE names a folder where it works)", async () => {
    const host = referenceBackend();
    const on = await tfjsNode({ host, from: from as string });
    const results = [];
    for (const conformance of conformanceCases) results.push(await runCase(conformance, on));
    expect(results.filter(({ status }) => status === "failed")).toEqual([]);
    expect(results.filter(({ status }) => status === "passed").length).toBe(conformanceCases.filter(({ needs }) => needs !== "float64").length);
    expect(on.capabilities).toMatchObject({ dtypes: ["float32"], gpu: false });
    expect(host.liveTensors()).toBe(0);

    const stream = random(1);
    const x = ndArray(
      Float64Array.from({ length: 40 * 784 }, () => stream.normal()),
      [40, 784],
    );
    const expected = (await host.read(host.gram(host.tensor(x), null, 1))).data;
    const { data } = await exactGram(on, x, null, 1);
    data.forEach((value, at) => expect(Math.abs(value - expected[at]) / 784).toBeLessThan(2e-15));
  });
});
