import { referenceBackend } from "@ntkit/backend-reference";
import { Unsupported } from "@ntkit/core";
import { afterEach, expect, it, vi } from "vitest";
import { openWebgpu } from "./index.ts";

afterEach(() => vi.unstubAllGlobals());

it("says what to do where there is no WebGPU", async () => {
  vi.stubGlobal("navigator", {});
  await expect(openWebgpu({ host: referenceBackend() })).rejects.toThrow(Unsupported);
  await expect(openWebgpu({ host: referenceBackend() })).rejects.toThrow(/no navigator\.gpu here.*openWebgpuInNode/);
});

it("says what to do where there is WebGPU and no GPU", async () => {
  vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => null } });
  await expect(openWebgpu({ host: referenceBackend() })).rejects.toThrow(/no GPU for it.*chrome:\/\/gpu/);
});
