import { lookUp, parse } from "@ntkit/core";
import type { Layer, LayerSpec } from "./layer.ts";

type Kinds = Readonly<Record<string, Layer>>;

/**
 * One layer with its defaults filled in, nested layers included. Throws UnknownName or InvalidInput at `path` and below:
 * `layers[2].body[0].kernle`.
 */
export function parseLayer(layer: LayerSpec, path: string, kinds: Kinds): LayerSpec {
  const kind = lookUp(kinds, layer.kind, "layer kind", `${path}.kind`);
  const spec = parse(kind.schema, layer, path);
  kind.check?.(spec, path);
  const bodies = kind.bodies?.(spec);
  if (bodies === undefined || kind.withBodies === undefined) return spec;
  const parsed = Object.entries(bodies).map(([key, nested]) => [key, parseLayers(nested, `${path}.${key}`, kinds)] as const);
  return kind.withBodies(spec, Object.fromEntries(parsed));
}

export function parseLayers(layers: readonly LayerSpec[], path: string, kinds: Kinds): LayerSpec[] {
  return layers.map((layer, i) => parseLayer(layer, `${path}[${i}]`, kinds));
}
