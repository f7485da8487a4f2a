import "@tensorflow/tfjs-backend-webgpu";
import type { Backend } from "@ntkit/backend";
import { isSoftware } from "./engine.ts";
import { tfjs } from "./tfjs.ts";
import { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";

/** tfjs on WebGPU, in browsers. Throws Unsupported where there is none, InvalidInput for a host without float64. */
export async function tfjsWebgpu(options: TfjsOptions): Promise<Backend> {
  // Left alone, tfjs computes small arrays on the CPU, with other bits.
  tfjs.env().set("WEBGPU_CPU_FORWARD", false);
  const device = await adapter();
  return tfjsBackend(
    tfjs,
    {
      name: "tfjs-webgpu",
      engine: "webgpu",
      gpu: !isSoftware(device),
      device,
      readsAtOnce: false,
      replaced: ["erf", "asin", "acos", "atan", "atan2", "log1p", "expm1", "sin", "cos", "tan"],
      products: "by-shape",
      terms: 1024,
      multiple: 1,
      remedy: "It needs a browser with WebGPU and a GPU for it.",
    },
    options,
  );
}

/** What it cannot keep of the contract, by the case of the conformance suite, and why. */
export const tfjsWebgpuUnsupported: Readonly<Record<string, string>> = {
  "gram does not depend on how it is cut into tiles": "tfjs chooses another order of summation for matrices of another shape",
};

/** What WebGPU says that it runs on. */
async function adapter(): Promise<string> {
  const found = await globalThis.navigator?.gpu?.requestAdapter({ powerPreference: "high-performance" });
  const { vendor = "", architecture = "", description = "" } = found?.info ?? {};
  return [vendor, architecture, description].filter((text) => text !== "").join(" ") || "WebGPU";
}
