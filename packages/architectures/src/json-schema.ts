import { jsonSchema } from "@ntkit/core";
import type { z } from "zod";
import type { Layer } from "./layer.ts";

/** JSON Schema (draft 2020-12) of an object with layers of these kinds: what the kinds' schemas say, nested layers included. */
export function jsonSchemaWithLayers(schema: z.ZodType, kinds: readonly Layer[], title: string): Record<string, unknown> {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title,
    ...written(schema),
    $defs: {
      layers: { type: "array", minItems: 1, items: { $ref: "#/$defs/layer" } },
      layer: {
        type: "object",
        required: ["kind"],
        properties: { kind: { enum: kinds.map(({ kind }) => kind) } },
        allOf: kinds.map(({ kind, schema }) => ({
          if: { required: ["kind"], properties: { kind: { const: kind } } },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
          then: written(schema),
        })),
      },
    },
  };
}

function written(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...fields } = jsonSchema(schema);
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, withReferences(value)]));
}

/** The same with a reference for every list of layers. */
function withReferences(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withReferences);
  if (typeof node !== "object" || node === null) return node;
  if ("layers" in node && node.layers === true) return { ...("description" in node ? { description: node.description } : {}), $ref: "#/$defs/layers" };
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withReferences(value)]));
}
