import type { Backend } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { tfjsCudaUnsupported } from "@ntkit/backend-tfjs-cuda";

export interface Start {
  readonly start: () => Promise<Backend>;
  readonly unsupported?: Readonly<Record<string, string>>;
}

const from = process.env["NTKIT_TFJS_NODE"];
const folder = from === undefined ? {} : { from };

/** The backends that run in Node, in the order in which they are tried: those of tfjs-node last, as it brings a tfjs of its own. */
export const nodeBackends: Readonly<Record<string, Start>> = {
  reference: { start: async () => referenceBackend() },
  "tfjs-cpu": { start: async () => (await import("@ntkit/backend-tfjs/cpu")).tfjsCpu({ host: referenceBackend() }) },
  "tfjs-wasm": { start: async () => (await import("@ntkit/backend-tfjs/wasm")).tfjsWasm({ host: referenceBackend() }) },
  "tfjs-wasm-exact": { start: async () => (await import("@ntkit/backend-tfjs/wasm")).tfjsWasm({ host: referenceBackend(), gram: "exact" }) },
  "tfjs-node": { start: async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsNode({ host: referenceBackend(), ...folder }) },
  "tfjs-node-exact": { start: async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsNode({ host: referenceBackend(), gram: "exact", ...folder }) },
  "tfjs-cuda": {
    start: async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsCuda({ host: referenceBackend(), ...folder }),
    unsupported: tfjsCudaUnsupported,
  },
  webgpu: { start: async () => (await import("@ntkit/backend-webgpu/node")).openWebgpuInNode({ host: referenceBackend() }) },
};
