import { type Engine, isSoftware } from "../engine.ts";

export async function webgpu(): Promise<Engine> {
  const device = await adapter();
  return {
    name: "tfjs-webgpu",
    engine: "webgpu",
    gpu: !isSoftware(device),
    device,
    // Left alone, tfjs computes small arrays on the CPU, with other bits.
    flags: { WEBGPU_CPU_FORWARD: false },
    readsAtOnce: false,
    replaced: ["erf", "asin", "acos", "atan", "atan2", "log1p", "expm1", "sin", "cos", "tan"],
    products: "by-shape",
    terms: 1024,
    multiple: 1,
    remedy: "Import @tensorflow/tfjs-backend-webgpu; it needs a browser with WebGPU and a GPU for it.",
  };
}

/** What WebGPU says that it runs on. */
async function adapter(): Promise<string> {
  const found = await globalThis.navigator?.gpu?.requestAdapter({ powerPreference: "high-performance" });
  const { vendor = "", architecture = "", description = "" } = found?.info ?? {};
  return [vendor, architecture, description].filter((text) => text !== "").join(" ") || "WebGPU";
}
