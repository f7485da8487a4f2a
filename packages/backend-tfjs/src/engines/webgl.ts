import { type Engine, isSoftware } from "../engine.ts";

export function webgl(): Engine {
  const device = renderer();
  return {
    name: "tfjs-webgl",
    engine: "webgl",
    gpu: !isSoftware(device),
    device,
    // Left alone, tfjs computes small arrays on the CPU, with other bits.
    flags: { WEBGL_CPU_FORWARD: false },
    readsAtOnce: true,
    replaced: ["erf", "asin", "acos", "atan", "atan2", "log1p", "expm1", "sin", "cos", "tan"],
    products: "by-shape",
    terms: 1024,
    multiple: 1,
    remedy: "Import @tensorflow/tfjs-backend-webgl; it needs a browser with WebGL 2 and float32 textures.",
  };
}

/** What WebGL says that it runs on. */
function renderer(): string {
  const gl = typeof OffscreenCanvas === "undefined" ? null : new OffscreenCanvas(1, 1).getContext("webgl2");
  const named = gl?.getExtension("WEBGL_debug_renderer_info");
  const device = gl !== null && named !== null && named !== undefined ? String(gl.getParameter(named.UNMASKED_RENDERER_WEBGL)) : "WebGL";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return device;
}
