import type { Backend } from "@ntkit/backend";
import { setWasmPaths, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import { tfjs } from "./tfjs.ts";
import { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";
import { requireVersion } from "./versions.ts";

export interface TfjsWasmOptions extends TfjsOptions {
  /** Where a browser finds the `.wasm` files of @tensorflow/tfjs-backend-wasm: a folder that ends in "/". Node finds them itself. */
  readonly path?: string;
}

/**
 * tfjs in WebAssembly (XNNPACK), float32, one thread. It has no gradients of convolutions, which ntkit does not ask for.
 * Throws Unsupported if it does not start, InvalidInput for a host without float64.
 */
export async function tfjsWasm({ path, ...options }: TfjsWasmOptions): Promise<Backend> {
  requireVersion("tfjs-wasm", version_wasm);
  if (path !== undefined) setWasmPaths(path);
  return tfjsBackend(tfjs, "wasm", options);
}
