import type { Architecture, LayerSpec } from "@ntkit/architectures";
import { Unsupported } from "@ntkit/core";

/** Fields that say how wide a layer is. */
const widthFields = ["width", "channels"] as const;

/**
 * The network with all its hidden layers of one width: every `width` and `channels`, in nested layers too, but the last, which is that
 * of the output. Throws Unsupported for a network without a hidden layer.
 */
export function widen(architecture: Architecture, width: number): Architecture {
  const total = countIn(architecture.layers);
  if (total < 2) {
    throw new Unsupported({
      path: "training.widths",
      problem: "the network has no hidden layer whose width could change",
      remedy: "Leave `widths` out, or put a dense layer before the last.",
    });
  }
  let seen = 0;
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value !== "object" || value === null) return value;
    const fields = Object.entries(value).map(([name, field]) => {
      if (!isWidth(name, field)) return [name, replaced(field)];
      seen += 1;
      return [name, seen < total ? width : field];
    });
    return Object.fromEntries(fields);
  };
  return { ...architecture, layers: replaced(architecture.layers) as LayerSpec[] };
}

const isWidth = (name: string, field: unknown) => typeof field === "number" && widthFields.some((known) => known === name);

function countIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, field]) => sum + (isWidth(name, field) ? 1 : countIn(field)), 0);
}
