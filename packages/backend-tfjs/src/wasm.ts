import type { Backend } from "@ntkit/backend";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import type { Engine } from "./engine.ts";
import { tfjs } from "./tfjs.ts";
import { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";

export interface TfjsWasmOptions extends TfjsOptions {
  /** Where a browser finds the `.wasm` files of @tensorflow/tfjs-backend-wasm: a folder that ends in "/". Node finds them itself. */
  readonly path?: string;
}

const engine: Engine = {
  name: "tfjs-wasm",
  engine: "wasm",
  gpu: false,
  readsAtOnce: true,
  replaced: ["log1p"],
  products: "by-entry",
  terms: 1024,
  multiple: 1,
  remedy: "Install @tensorflow/tfjs-backend-wasm in the version of @tensorflow/tfjs, and in a browser give the folder of its .wasm files as `path`.",
};

/**
 * tfjs in WebAssembly (XNNPACK), float32, one thread: the threads of tfjs do not start in Node. It has no gradients of
 * convolutions, which ntkit does not ask for. Throws Unsupported if it does not start, InvalidInput for a host without float64.
 */
export async function tfjsWasm({ path, ...options }: TfjsWasmOptions): Promise<Backend> {
  if (path !== undefined) setWasmPaths(path);
  return tfjsBackend(tfjs, engine, options);
}
