import type { Backend } from "@ntkit/backend";
import { conformanceCases, runCase } from "@ntkit/backend/conformance";
import { referenceBackend } from "@ntkit/backend-reference";
import { describe, expect, it } from "vitest";
import { tfjsCpu } from "./cpu.ts";
import { tfjsWasm } from "./wasm.ts";

const engines = { "tfjs-cpu": tfjsCpu, "tfjs-wasm": tfjsWasm } as const;

describe.each(Object.entries(engines))("%s keeps the contract", (_, start) => {
  const host = referenceBackend();
  let backend: Promise<Backend> | undefined;
  it.each(conformanceCases.map((conformance) => [conformance.name, conformance] as const))("%s", async (_, conformance) => {
    backend ??= start({ host });
    const { status, reason } = await runCase(conformance, await backend);
    expect(status, reason).toBe(conformance.needs === "float64" ? "unsupported" : "passed");
    expect(host.liveTensors()).toBe(0);
  });
});
