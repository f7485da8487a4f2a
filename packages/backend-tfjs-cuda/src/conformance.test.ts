import { conformanceCases, runCase } from "@ntkit/backend/conformance";
import { referenceBackend } from "@ntkit/backend-reference";
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
  });
});
