import type { KernelName } from "@ntkit/solvers";
import { type ArchitectureData, architectureOf, type LayerData, type Network } from "../../network/network.ts";

/** The architecture of a network of so many units, of which all weights are trained (`ntk`) or those of the last layer alone (`nngp`). */
export function trainedPart(network: Network, width: number, kernel: KernelName): ArchitectureData {
  const whole = architectureOf(network, width);
  if (kernel === "ntk") return whole;
  const last = whole.layers.length - 1;
  return { ...whole, layers: whole.layers.map((layer, at) => (at === last ? layer : still(layer))) };
}

/** A layer that is not trained, and whatever is in it. */
function still(layer: LayerData): LayerData {
  if (layer.kind === "dense") return { ...layer, trainable: false };
  return layer.kind === "residual" ? { ...layer, body: (layer["body"] as readonly LayerData[]).map(still) } : layer;
}
