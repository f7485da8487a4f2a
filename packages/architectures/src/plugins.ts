import type { Layer } from "./layer.ts";
import { layers } from "./layers/index.ts";
import { nonlinearities } from "./nonlinearities/index.ts";
import type { Nonlinearity } from "./nonlinearity.ts";
import { nonlinearityLayer } from "./nonlinearity-layer.ts";

/**
 * The kinds that an architecture may be made of. Plain values: `{ layers, nonlinearities: { ...nonlinearities, [mine.kind]: mine } }`.
 * A plugin answers to its `kind`, whatever it is called here.
 */
export interface ArchitecturePlugins {
  readonly layers: Readonly<Record<string, Layer>>;
  readonly nonlinearities: Readonly<Record<string, Nonlinearity>>;
}

/** What ntkit has. */
export const builtIn: ArchitecturePlugins = { layers, nonlinearities };

/** All kinds as layers, nonlinearities wrapped. */
export function layerKinds(plugins: ArchitecturePlugins): Readonly<Record<string, Layer>> {
  const all = [...Object.values(plugins.layers), ...Object.values(plugins.nonlinearities).map((n) => nonlinearityLayer(n))];
  return Object.fromEntries(all.map((layer) => [layer.kind, layer]));
}
