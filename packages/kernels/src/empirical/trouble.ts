import type { Trouble } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { firstNotFinite } from "../trouble.ts";

/** The first entry of empirical kernels that is not finite, as trouble to report. */
export function empiricalTrouble(kernels: Readonly<Record<string, NDArray>>): Trouble | undefined {
  for (const [kind, { data, shape, stride }] of Object.entries(kernels)) {
    const at = firstNotFinite(data);
    if (at < 0) continue;
    const place = stride.map((step, axis) => Math.floor(at / step) % shape[axis]).join(", ");
    return {
      status: "not-finite",
      problem: `the empirical ${kind} is ${data[at]} at [${place}]: outputs or derivatives of the network are too large for its numbers`,
      remedy: "Use smaller parameters or inputs; after training, a smaller learning rate.",
    };
  }
  return undefined;
}
