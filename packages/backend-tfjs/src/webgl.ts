import type { Backend } from "@ntkit/backend";
import type { Engine } from "./engine.ts";
import { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";
import { tfjs } from "./tfjs.ts";

const engine: Engine = {
  name: "tfjs-webgl",
  engine: "webgl",
  gpu: true,
  readsAtOnce: true,
  replaced: ["erf", "asin", "acos", "atan", "atan2", "log1p", "expm1"],
  products: "by-shape",
  terms: 256,
  multiple: 1,
  remedy: "It needs a browser with WebGL 2 and float32 textures.",
};

/** tfjs on WebGL 2, in browsers. Throws Unsupported where there is none or it has no float32, InvalidInput for a host without float64. */
export async function tfjsWebgl(options: TfjsOptions): Promise<Backend> {
  // Left alone, tfjs computes small arrays on the CPU, with other bits.
  tfjs.env().set("WEBGL_CPU_FORWARD", false);
  return tfjsBackend(tfjs, engine, options);
}
