import "@tensorflow/tfjs-backend-webgpu";
import type { Backend } from "@ntkit/backend";
import { tfjs } from "./tfjs.ts";
import { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";

/** tfjs on WebGPU, in browsers. Throws Unsupported where there is none, InvalidInput for a host without float64. */
export const tfjsWebgpu = (options: TfjsOptions): Promise<Backend> => tfjsBackend(tfjs, "webgpu", options);

/** What it cannot keep of the contract, by the case of the conformance suite, and why. */
export const tfjsWebgpuUnsupported: Readonly<Record<string, string>> = {
  "gram does not depend on how it is cut into tiles": "tfjs chooses another order of summation for matrices of another shape",
};
