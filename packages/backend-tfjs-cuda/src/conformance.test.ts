import { conformanceCases, runCase } from "@ntkit/backend/conformance";
import { referenceBackend } from "@ntkit/backend-reference";
import { describe, expect, it } from "vitest";
import { tfjsNode } from "./index.ts";

/** A folder with a working @tensorflow/tfjs-node; docs/backends.md says how to make one. */
const from = process.env["NTKIT_TFJS_NODE"];

describe.skipIf(from === undefined)("tfjs-node (skipped unless NTKIT_TFJS_NODE names a folder where it works)", () => {
  it.each(conformanceCases.map((conformance) => [conformance.name, conformance] as const))("%s", async (_, conformance) => {
    const { status, reason } = await runCase(conformance, await tfjsNode({ host: referenceBackend(), from: from as string }));
    expect(status, reason).toBe(conformance.needs === "float64" ? "unsupported" : "passed");
  });
});
