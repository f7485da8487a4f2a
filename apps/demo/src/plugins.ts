import { type ArchitecturePlugins, builtIn } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { type LossRegistry, losses } from "@ntkit/losses";
import { type SolverRegistry, solvers } from "@ntkit/solvers";

/** A backend of this page. Its library is loaded when it is started. */
export interface BackendEntry {
  readonly label: string;
  readonly precision: string;
  /** Why it cannot run in this browser, as far as can be told without loading it. */
  readonly available: () => Promise<string | undefined>;
  readonly start: () => Backend | Promise<Backend>;
}

const everywhere = async () => undefined;
const host = () => ({ host: referenceBackend() });
const webgl = async () => (new OffscreenCanvas(1, 1).getContext("webgl2") === null ? "This browser has no WebGL 2 in workers." : undefined);
const webgpu = async () => ((await navigator.gpu?.requestAdapter()) ? undefined : "This browser has no WebGPU, or no graphics card for it.");

export const backends: Readonly<Record<string, BackendEntry>> = {
  auto: { label: "Automatic: the first exact one", precision: "float64", available: everywhere, start: referenceBackend },
  reference: { label: "Plain TypeScript", precision: "float64", available: everywhere, start: referenceBackend },
  webgpu: {
    label: "WebGPU, generated kernels",
    precision: "float32",
    available: webgpu,
    start: async () => (await import("@ntkit/backend-webgpu")).openWebgpu(host()),
  },
  "tfjs-webgl": {
    label: "TensorFlow.js on WebGL",
    precision: "float32",
    available: webgl,
    start: async () => (await import("@ntkit/backend-tfjs/webgl")).tfjsWebgl(host()),
  },
  "tfjs-cpu": {
    label: "TensorFlow.js in JavaScript",
    precision: "float32",
    available: everywhere,
    start: async () => (await import("@ntkit/backend-tfjs/cpu")).tfjsCpu(host()),
  },
};

/** The composition root: what the jobs of this page may name. */
export const plugins: { readonly architectures: ArchitecturePlugins; readonly losses: LossRegistry; readonly solvers: SolverRegistry } = {
  architectures: builtIn,
  losses,
  solvers,
};
