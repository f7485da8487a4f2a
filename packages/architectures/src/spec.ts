import { contentHash, InvalidInput, joinPath, parse, type Shape, show } from "@ntkit/core";
import { z } from "zod";
import { body } from "./body.ts";
import { jsonSchemaWithLayers } from "./json-schema.ts";
import type { LayerSpec, Parameterization } from "./layer.ts";
import { parseLayers } from "./parse-layers.ts";
import { type ArchitecturePlugins, builtIn, layerKinds } from "./plugins.ts";

/** A network as plain data: it prints, hashes, compares and travels as JSON. */
export interface Architecture {
  readonly version: 1;
  /** The shape of one input sample, channels last. Left out: taken from the data. */
  readonly input?: Shape | undefined;
  readonly parameterization: Parameterization;
  readonly layers: readonly LayerSpec[];
}

const schema = z.strictObject({
  version: z.literal(1).default(1),
  input: z.array(z.int().positive()).min(1).optional().meta({ description: "shape of one input sample, channels last; left out: that of the data" }),
  parameterization: z
    .enum(["ntk", "standard"])
    .default("ntk")
    .meta({ description: "ntk: weights of unit variance, scaled in the forward pass; standard: as deep-learning libraries initialise" }),
  layers: body,
  $schema: z.string().optional().meta({ description: "where editors find the JSON Schema; not part of the network" }),
});

/**
 * Checks an architecture (an object or its JSON text) and fills in defaults, nested layers included.
 * Throws UnknownName or InvalidInput with the path (`layers[2].body[0].kernle`), the nearest right name, and the reason.
 */
export function parseArchitecture(value: unknown, plugins: ArchitecturePlugins = builtIn, path = ""): Architecture {
  const { version, input, parameterization, layers } = parse(schema, typeof value === "string" ? parseJson(value, path) : value, path);
  return { version, ...(input === undefined ? {} : { input }), parameterization, layers: parseLayers(layers, joinPath(path, ["layers"]), layerKinds(plugins)) };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput({ path, problem: "an architecture that is not JSON", found: show(text), remedy: "Give an object or its JSON text.", cause });
  }
}

/** JSON text that `parseArchitecture` reads back, one layer a line. */
export function printArchitecture({ version, input, parameterization, layers }: Architecture): string {
  const head = [`"version": ${version}`, ...(input === undefined ? [] : [`"input": ${JSON.stringify(input)}`]), `"parameterization": "${parameterization}"`];
  const lines = layers.map((layer) => `    ${JSON.stringify(layer)}`).join(",\n");
  return `{\n  ${head.join(",\n  ")},\n  "layers": [\n${lines}\n  ]\n}\n`;
}

/** A hash of the architecture with all its defaults filled in: equal for networks written differently but the same. */
export function hashArchitecture(architecture: Architecture, plugins: ArchitecturePlugins = builtIn): string {
  return contentHash(parseArchitecture(architecture, plugins));
}

/** JSON Schema (draft 2020-12) of an architecture made of these plugins, for editors: what JSON can show; the rest is said on parsing. */
export function architectureJsonSchema(plugins: ArchitecturePlugins = builtIn): Record<string, unknown> {
  return jsonSchemaWithLayers(schema, Object.values(layerKinds(plugins)), "ntkit architecture");
}
