import "@tensorflow/tfjs-backend-webgpu";
import type { Backend } from "@ntkit/backend";
import type { Engine } from "./engine.ts";
import { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";
import { tfjs } from "./tfjs.ts";

const engine: Engine = {
  name: "tfjs-webgpu",
  engine: "webgpu",
  gpu: true,
  readsAtOnce: false,
  replaced: ["erf", "asin", "acos", "atan", "atan2", "log1p", "expm1"],
  products: "by-shape",
  terms: 256,
  multiple: 1,
  remedy: "It needs a browser with WebGPU.",
};

/** tfjs on WebGPU, in browsers. Throws Unsupported where there is none, InvalidInput for a host without float64. */
export async function tfjsWebgpu(options: TfjsOptions): Promise<Backend> {
  // Left alone, tfjs computes small arrays on the CPU, with other bits.
  tfjs.env().set("WEBGPU_CPU_FORWARD", false);
  return tfjsBackend(tfjs, engine, options);
}
