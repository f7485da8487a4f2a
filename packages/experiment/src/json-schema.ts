import { architectureJsonSchema } from "@ntkit/architectures";
import { jsonSchema } from "@ntkit/core";
import type { z } from "zod";
import type { ExperimentPlugins } from "./plugins.ts";
import { experimentSchema } from "./schema.ts";

type Json = Readonly<Record<string, unknown>>;
type SchemaPlugins = Omit<ExperimentPlugins, "backends" | "readText">;

/** JSON Schema (draft 2020-12) of an experiment that names these plugins: editors complete and check it. */
export function experimentJsonSchema(plugins: SchemaPlugins): Record<string, unknown> {
  const { $schema, title: _, $defs, ...architecture } = architectureJsonSchema(plugins.architectures);
  const { $schema: __, properties, ...experiment } = jsonSchema(experimentSchema);
  const { data, kernel, loss, solver, ...others } = properties as Record<string, Json>;
  const dataFields = data["properties"] as Record<string, Json>;
  const [, ...files] = dataFields["source"]["anyOf"] as Json[];
  const source = { description: dataFields["source"]["description"], anyOf: [datasetSource(dataFields["source"], Object.keys(plugins.datasets)), ...files] };
  const preparation = { ...dataFields["preparation"], items: oneOf({}, plugins.preparations) };
  return {
    $schema,
    title: "ntkit experiment",
    ...experiment,
    properties: {
      ...others,
      data: { ...data, properties: { ...dataFields, source, preparation } },
      architecture: { description: others["architecture"]["description"], ...architecture },
      kernel: oneOf(kernel, plugins.kernels),
      loss: oneOf(loss, plugins.losses),
      solver: oneOf(solver, plugins.solvers),
    },
    $defs,
  };
}

function datasetSource({ anyOf }: Json, names: readonly string[]): Json {
  const [first] = anyOf as Json[];
  const fields = first["properties"] as Record<string, Json>;
  return { ...first, properties: { ...fields, dataset: { ...fields["dataset"], enum: names } } };
}

/** One of the kinds of a registry, in place of any kind. */
function oneOf({ description, default: usual }: Json, registry: Readonly<Record<string, { readonly schema: z.ZodType }>>): Json {
  const kinds = Object.values(registry).map(({ schema }) => {
    const { $schema: _, ...kind } = jsonSchema(schema);
    return kind;
  });
  return { ...(description === undefined ? {} : { description }), ...(usual === undefined ? {} : { default: usual }), oneOf: kinds };
}
