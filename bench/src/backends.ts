import { availableParallelism } from "node:os";
import type { Backend } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";

interface Candidate {
  readonly start: () => Promise<Backend>;
  /** Threads that compute, on this processor. */
  readonly threads: number;
}

const host = referenceBackend;
const folder = process.env["NTKIT_TFJS_NODE"];
const from = folder === undefined ? {} : { from: folder };
const all = availableParallelism();

/** What can be measured, by name. */
export const candidates: Readonly<Record<string, Candidate>> = {
  reference: { start: async () => referenceBackend(), threads: 1 },
  "tfjs-cpu": { start: async () => (await import("@ntkit/backend-tfjs/cpu")).tfjsCpu({ host: host() }), threads: 1 },
  "tfjs-wasm": { start: async () => (await import("@ntkit/backend-tfjs/wasm")).tfjsWasm({ host: host() }), threads: 1 },
  "tfjs-wasm-exact": { start: async () => (await import("@ntkit/backend-tfjs/wasm")).tfjsWasm({ host: host(), gram: "exact" }), threads: 1 },
  "tfjs-node": { start: async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsNode({ host: host(), ...from }), threads: all },
  "tfjs-node-exact": { start: async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsNode({ host: host(), gram: "exact", ...from }), threads: all },
  "tfjs-cuda": { start: async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsCuda({ host: host(), ...from }), threads: 1 },
  "tfjs-cuda-exact": { start: async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsCuda({ host: host(), gram: "exact", ...from }), threads: 1 },
  webgpu: { start: async () => (await import("@ntkit/backend-webgpu/node")).openWebgpuInNode({ host: host() }), threads: 1 },
};
