import { lookUp, type Shape, Unsupported } from "@ntkit/core";
import type { Layer, LayerSpec } from "../layer.ts";
import { shapeOfLayers, type Walk } from "../walk.ts";
import type { FiniteLayer, ParameterDescriptions } from "./finite-layer.ts";

/** The place of a layer as messages say it: without the numbers of repetitions. */
export const shown = (place: string): string => place.replace(/#\d+/g, "");

/** A layer and its rule at finite width. Throws Unsupported with its path where it has none. */
export function finiteRule(kinds: Walk["kinds"], spec: LayerSpec, place: string): { readonly layer: Layer; readonly rule: FiniteLayer } {
  const path = shown(place);
  const layer = lookUp(kinds, spec.kind, "layer kind", `${path}.kind`);
  if (layer.finite !== undefined) return { layer, rule: layer.finite };
  throw new Unsupported({
    path,
    problem: `"${spec.kind}" has no rule at finite width: it is known by its kernel alone`,
    remedy: "Give its file `finite` (or, for a nonlinearity, `apply`), or ask for the kernels of the infinitely wide network.",
  });
}

/** Every parameter of a list of layers, by name: `layers[0].weight` for the list called `layers`. */
export function describeLayers(layers: readonly LayerSpec[], input: Shape, list: string, walk: Walk): ParameterDescriptions {
  let shape = input;
  const all = layers.map((spec, i) => {
    const place = `${list}[${i}]`;
    const { rule } = finiteRule(walk.kinds, spec, place);
    const own = rule.parameters?.(spec, shape, {
      path: shown(place),
      parameterization: walk.parameterization,
      shape: (nested, from, key) => shapeOfLayers(nested, from, `${place}.${key}`, walk),
      describe: (nested, from, key) => describeLayers(nested, from, `${place}.${key}`, walk),
    });
    shape = shapeOfLayers([spec], shape, list, walk);
    return Object.entries(own ?? {}).map(([name, description]) => [name.startsWith(`${place}.`) ? name : `${place}.${name}`, description] as const);
  });
  return Object.fromEntries(all.flat());
}
