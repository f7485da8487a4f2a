import type { Backend } from "@ntkit/backend";
import { isSoftware } from "./engine.ts";
import { tfjs } from "./tfjs.ts";
import { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";

/** tfjs on WebGL 2, in browsers. Throws Unsupported where there is none or it has no float32, InvalidInput for a host without float64. */
export async function tfjsWebgl(options: TfjsOptions): Promise<Backend> {
  // Left alone, tfjs computes small arrays on the CPU, with other bits.
  tfjs.env().set("WEBGL_CPU_FORWARD", false);
  const device = renderer();
  return tfjsBackend(
    tfjs,
    {
      name: "tfjs-webgl",
      engine: "webgl",
      gpu: !isSoftware(device),
      device,
      readsAtOnce: true,
      replaced: ["erf", "asin", "acos", "atan", "atan2", "log1p", "expm1", "sin", "cos", "tan"],
      products: "by-shape",
      terms: 1024,
      multiple: 1,
      remedy: "It needs a browser with WebGL 2 and float32 textures.",
    },
    options,
  );
}

/** What WebGL says that it runs on. */
function renderer(): string {
  const gl = typeof OffscreenCanvas === "undefined" ? null : new OffscreenCanvas(1, 1).getContext("webgl2");
  const named = gl?.getExtension("WEBGL_debug_renderer_info");
  const device = gl !== null && named !== null && named !== undefined ? String(gl.getParameter(named.UNMASKED_RENDERER_WEBGL)) : "WebGL";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return device;
}
