import type { Layer } from "./layer.ts";
import { layers } from "./layers/index.ts";
import { nonlinearities } from "./nonlinearities/index.ts";
import type { Nonlinearity } from "./nonlinearity.ts";
import { nonlinearityLayer } from "./nonlinearity-layer.ts";

/** The kinds that an architecture may be made of. Plain values: `{ layers: { ...layers, [mine.kind]: mine }, nonlinearities }`. */
export interface ArchitecturePlugins {
  readonly layers: Readonly<Record<string, Layer>>;
  readonly nonlinearities: Readonly<Record<string, Nonlinearity>>;
}

export const builtIn: ArchitecturePlugins = { layers, nonlinearities };

const asLayers = new WeakMap<ArchitecturePlugins, Readonly<Record<string, Layer>>>();

/** All kinds as layers, nonlinearities wrapped. */
export function layerKinds(plugins: ArchitecturePlugins): Readonly<Record<string, Layer>> {
  let kinds = asLayers.get(plugins);
  if (kinds === undefined) {
    const wrapped = Object.values(plugins.nonlinearities).map((n) => [n.kind, nonlinearityLayer(n)] as const);
    kinds = { ...plugins.layers, ...Object.fromEntries(wrapped) };
    asLayers.set(plugins, kinds);
  }
  return kinds;
}
