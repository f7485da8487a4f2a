import type { Backend } from "@ntkit/backend";
import type { Engine } from "./engine.ts";
import { tfjs } from "./tfjs.ts";
import { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";

const engine: Engine = {
  name: "tfjs-cpu",
  engine: "cpu",
  gpu: false,
  readsAtOnce: true,
  replaced: ["erf"],
  products: "by-entry",
  terms: Number.POSITIVE_INFINITY,
  multiple: 1,
  remedy: "It comes with @tensorflow/tfjs: check that only one version of it is installed.",
};

/** tfjs in plain JavaScript: runs wherever JavaScript does, in float32, and is slow. Throws InvalidInput for a host without float64. */
export const tfjsCpu = (options: TfjsOptions): Promise<Backend> => tfjsBackend(tfjs, engine, options);
