import type { Backend } from "@ntkit/backend";
import { version_webgl } from "@tensorflow/tfjs-backend-webgl";
import { tfjs } from "./tfjs.ts";
import { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";
import { requireVersion } from "./versions.ts";

/** tfjs on WebGL 2, in browsers. Throws Unsupported where there is none or it has no float32, InvalidInput for a host without float64. */
export async function tfjsWebgl(options: TfjsOptions): Promise<Backend> {
  requireVersion("tfjs-webgl", version_webgl);
  return tfjsBackend(tfjs, "webgl", options);
}
