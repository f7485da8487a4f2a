import type { Backend } from "@ntkit/backend";
import { version_cpu } from "@tensorflow/tfjs-backend-cpu";
import { tfjs } from "./tfjs.ts";
import { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";
import { requireVersion } from "./versions.ts";

/** tfjs in plain JavaScript: runs wherever JavaScript does, in float32, and is slow. Throws InvalidInput for a host without float64. */
export async function tfjsCpu(options: TfjsOptions): Promise<Backend> {
  requireVersion("tfjs-cpu", version_cpu);
  return tfjsBackend(tfjs, "cpu", options);
}
