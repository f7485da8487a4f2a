import { Unsupported } from "@ntkit/core";
import { type WebgpuBackend, type WebgpuOptions, webgpuBackend } from "./webgpu.ts";

export interface OpenOptions extends WebgpuOptions {
  /** Which of several GPUs. Default: the fast one. */
  readonly powerPreference?: GPUPowerPreference;
}

/** Opens the backend on the browser's GPU. Throws Unsupported, with the steps that help, where there is no WebGPU or no GPU for it. */
export async function openWebgpu(options: OpenOptions): Promise<WebgpuBackend> {
  const gpu = globalThis.navigator?.gpu;
  if (gpu !== undefined) return openOn(gpu, options, noAdapter);
  throw new Unsupported({
    path: "webgpu",
    problem: "there is no navigator.gpu here",
    remedy:
      "Use a browser with WebGPU (Chrome or Edge 113, Firefox 141, Safari 26, or newer) over https or localhost; on Linux, start Chromium with --enable-unsafe-webgpu --enable-features=Vulkan. In Node, use openWebgpuInNode of @ntkit/backend-webgpu/node.",
  });
}

/** Gets a device of `gpu` with all that its adapter can hold. `noAdapter` is thrown if there is none. */
export async function openOn(gpu: GPU, { powerPreference = "high-performance", ...options }: OpenOptions, noAdapter: () => Error): Promise<WebgpuBackend> {
  const adapter = await gpu.requestAdapter({ powerPreference });
  if (adapter === null) throw noAdapter();
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } = adapter.limits;
  return webgpuBackend(
    await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } }),
    options,
  );
}

const noAdapter = (): Unsupported =>
  new Unsupported({
    path: "webgpu",
    problem: "the browser has WebGPU but no GPU for it",
    remedy:
      "Look at chrome://gpu for the reason: update the driver, switch hardware acceleration on, or try --ignore-gpu-blocklist; --use-webgpu-adapter=swiftshader computes on the CPU.",
  });
