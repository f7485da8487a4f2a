import { Unsupported } from "@ntkit/core";
import { type OpenOptions, openOn } from "./open.ts";
import type { WebgpuBackend } from "./webgpu.ts";

export { softwareVulkan } from "./node/software-vulkan.ts";

export interface OpenInNodeOptions extends OpenOptions {
  /** Options of Dawn, such as "backend=vulkan" or "adapter=NVIDIA". They count at the first call of a process. */
  readonly dawn?: readonly string[];
}

/** Dawn's entry point. It must stay referenced for as long as the process lives: collecting it crashes the process. */
let dawn: GPU | undefined;

/**
 * Opens the backend in Node, through the optional package `webgpu` (Dawn). Throws Unsupported, with the steps that help,
 * where the package or a GPU is missing. Close the backend when you are done: an open device keeps the process alive.
 */
export async function openWebgpuInNode({ dawn: flags = [], ...options }: OpenInNodeOptions): Promise<WebgpuBackend> {
  dawn ??= (await load()).create([...flags]);
  return openOn(dawn, options, noAdapter);
}

async function load(): Promise<{ create(options: string[]): GPU }> {
  try {
    return await import("webgpu");
  } catch (cause) {
    throw new Unsupported({
      path: "webgpu",
      problem: "the package webgpu, which brings WebGPU to Node, cannot be loaded",
      found: cause instanceof Error ? cause.message.split("\n")[0] : String(cause),
      remedy: "Install it beside ntkit: npm install webgpu (prebuilt for Linux, macOS and Windows on x64 and arm64).",
      cause,
    });
  }
}

const noAdapter = (): Unsupported =>
  new Unsupported({
    path: "webgpu",
    problem: "no GPU was found through Vulkan, Metal or Direct3D 12",
    remedy:
      "On Linux, install the Vulkan loader (Debian: libvulkan1) and the driver of your GPU, and name the driver's file in VK_DRIVER_FILES or VK_ICD_FILENAMES if it is not found (NVIDIA: nvidia_icd.json). Without a GPU, SwiftShader computes on the CPU: apt install chromium-common, then start Node with LD_LIBRARY_PATH=/usr/lib/chromium VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json.",
  });
