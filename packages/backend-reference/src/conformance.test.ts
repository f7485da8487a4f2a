import { conformanceCases, runCase } from "@ntkit/backend/conformance";
import { describe, expect, it } from "vitest";
import { referenceBackend } from "./index.ts";

describe("the reference backend keeps the contract", () => {
  const backend = referenceBackend();
  it.each(conformanceCases.map((conformance) => [conformance.name, conformance] as const))("%s", async (_, conformance) => {
    const { status, reason } = await runCase(conformance, backend);
    expect(status, reason).toBe("passed");
  });
});
