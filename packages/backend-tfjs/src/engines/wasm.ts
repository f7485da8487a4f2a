import type { Engine } from "../engine.ts";

/** XNNPACK in one thread: the threads of tfjs do not start in Node. */
export const wasm = (): Engine => ({
  name: "tfjs-wasm",
  engine: "wasm",
  gpu: false,
  readsAtOnce: true,
  replaced: ["log1p"],
  products: "by-entry",
  terms: 1024,
  multiple: 1,
  remedy: "Import @tensorflow/tfjs-backend-wasm in the version of the rest of tfjs; a browser also has to be told where its .wasm files are (`path`).",
});
