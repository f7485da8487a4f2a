import { InvalidInput, show } from "@ntkit/core";
import type { LayerSpec } from "./layer.ts";
import { type ArchitecturePlugins, builtIn, layerKinds } from "./plugins.ts";
import type { Architecture } from "./spec.ts";

/** A number that some layers share, to be searched or differentiated by: `{ field: "weightStd" }`, in every layer that has one. */
export interface Hyperparameter {
  /** The field of the layers: `weightStd`, `biasStd`. */
  readonly field: string;
  /** Their paths (`layers[0]`, `layers[2].body[1]`); left out: all layers that have the field. */
  readonly layers?: readonly string[] | undefined;
}

/** Whether a layer's field is one of those that a hyperparameter sets. */
export const isPlaceOf = ({ field, layers }: Hyperparameter, path: string, name: string): boolean => field === name && (layers?.includes(path) ?? true);

/** The architecture with its hyperparameters set to `values`. Throws InvalidInput for one that no layer has. */
export function setHyperparameters<Name extends string>(
  architecture: Architecture,
  hyperparameters: Readonly<Record<Name, Hyperparameter>>,
  values: Readonly<Record<Name, number>>,
  plugins: ArchitecturePlugins = builtIn,
): Architecture {
  const names = Object.keys(hyperparameters) as Name[];
  const found = new Set<Name>();
  const layers = mapLayers(architecture.layers, "layers", plugins, (layer, path) => {
    const set: Record<string, number> = {};
    for (const name of names) {
      const { field } = hyperparameters[name];
      if (!isPlaceOf(hyperparameters[name], path, field) || fieldOf(layer, field) === undefined) continue;
      set[field] = values[name];
      found.add(name);
    }
    return { ...layer, ...set };
  });
  for (const name of names) if (!found.has(name)) throw noSuchHyperparameter(name, hyperparameters[name]);
  return { ...architecture, layers };
}

/** The values of the hyperparameters. Throws InvalidInput for one that no layer has, or that its layers do not agree on. */
export function getHyperparameters<Name extends string>(
  architecture: Architecture,
  hyperparameters: Readonly<Record<Name, Hyperparameter>>,
  plugins: ArchitecturePlugins = builtIn,
): Record<Name, number> {
  const entries = Object.entries<Hyperparameter>(hyperparameters).map(([name, hyperparameter]) => {
    const values = new Map<number, string>();
    mapLayers(architecture.layers, "layers", plugins, (layer, path) => {
      const value = isPlaceOf(hyperparameter, path, hyperparameter.field) ? fieldOf(layer, hyperparameter.field) : undefined;
      if (value !== undefined && !values.has(value)) values.set(value, path);
      return layer;
    });
    const [first, second] = [...values];
    if (first === undefined) throw noSuchHyperparameter(name, hyperparameter);
    if (second === undefined) return [name, first[0]] as const;
    throw new InvalidInput({
      path: `hyperparameters.${name}`,
      problem: `layers that share ${hyperparameter.field} have different values`,
      found: `${first[0]} in ${first[1]} and ${second[0]} in ${second[1]}`,
      remedy: "Name the layers that share it, or set them alike.",
    });
  });
  return Object.fromEntries(entries) as Record<Name, number>;
}

export function noSuchHyperparameter(name: string, { field, layers }: Hyperparameter): InvalidInput {
  return new InvalidInput({
    path: `hyperparameters.${name}`,
    problem: `no layer ${layers === undefined ? "of the architecture" : `at ${layers.join(", ")}`} has this hyperparameter`,
    found: show(field),
    remedy: "Dense layers have weightStd and biasStd; paths are written as in error messages: layers[2].body[0].",
  });
}

const fieldOf = (layer: LayerSpec, field: string): number | undefined => {
  const value = Object.entries(layer).find(([key]) => key === field)?.[1] as unknown;
  return typeof value === "number" ? value : undefined;
};

/** Every layer replaced, nested ones first; paths as in error messages. */
function mapLayers(layers: readonly LayerSpec[], path: string, plugins: ArchitecturePlugins, f: (layer: LayerSpec, path: string) => LayerSpec): LayerSpec[] {
  const kinds = layerKinds(plugins);
  return layers.map((layer, i) => {
    const at = `${path}[${i}]`;
    const kind = kinds[layer.kind];
    const bodies = kind?.bodies?.(layer);
    if (bodies === undefined || kind?.withBodies === undefined) return f(layer, at);
    const mapped = Object.entries(bodies).map(([key, nested]) => [key, mapLayers(nested, `${at}.${key}`, plugins, f)] as const);
    return f(kind.withBodies(layer, Object.fromEntries(mapped)), at);
  });
}
