import type { Backend } from "@ntkit/backend";
import { conformanceCases, runCase } from "@ntkit/backend/conformance";
import { referenceBackend } from "@ntkit/backend-reference";
import { describe, expect, it } from "vitest";
import { tfjsCpu } from "./cpu.ts";
import type { TfjsOptions } from "./tfjs-backend.ts";
import { tfjsWasm } from "./wasm.ts";

const backends = {
  "tfjs-cpu": tfjsCpu,
  "tfjs-wasm": tfjsWasm,
  "tfjs-wasm-exact": (options: TfjsOptions) => tfjsWasm({ ...options, gram: "exact" }),
} as const;

describe.each(Object.entries(backends))("%s keeps the contract", (name, start) => {
  const host = referenceBackend();
  let backend: Promise<Backend> | undefined;
  it.each(conformanceCases.map((conformance) => [conformance.name, conformance] as const))("%s", async (_, conformance) => {
    backend ??= start({ host });
    const on = await backend;
    expect(on.name).toBe(name);
    const { status, reason } = await runCase(conformance, on);
    expect(status, reason).toBe(conformance.needs === undefined || on.capabilities.dtypes.includes(conformance.needs) ? "passed" : "unsupported");
    // Work that nobody waits for comes to its end.
    await new Promise((resolve) => setTimeout(resolve));
    expect(host.liveTensors()).toBe(0);
  });
});
