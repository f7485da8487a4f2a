import type { Trouble } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";

/** The first entry that is not finite, as trouble to report. */
export function findTrouble(matrices: Readonly<Record<string, NDArray>>): Trouble | undefined {
  for (const [kind, { data, shape }] of Object.entries(matrices)) {
    const at = firstNotFinite(data);
    if (at < 0) continue;
    const place = shape.length === 1 ? `${at}` : `${Math.floor(at / shape[1])}, ${at % shape[1]}`;
    return {
      status: "not-finite",
      problem: `the ${kind} kernel is ${data[at]} at [${place}]: an expectation does not exist, overflows, or was too wild to integrate`,
      remedy: "Use smaller weightStd, fewer layers, smaller inputs or a layer-norm before the nonlinearity that grows.",
    };
  }
  return undefined;
}

/** The index of the first number that is NaN or infinite, or −1. */
export function firstNotFinite(data: Float64Array): number {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}
