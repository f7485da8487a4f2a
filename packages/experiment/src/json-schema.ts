import { architectureJsonSchema } from "@ntkit/architectures";
import { jsonSchema } from "@ntkit/core";
import { optimisers, recorders } from "@ntkit/training";
import type { z } from "zod";
import type { ExperimentPlugins } from "./plugins.ts";
import { experimentSchema } from "./schema.ts";

type Json = Readonly<Record<string, unknown>>;
type SchemaPlugins = Omit<ExperimentPlugins, "backends" | "readText">;

/** JSON Schema (draft 2020-12) of an experiment that names these plugins: editors complete and check it. */
export function experimentJsonSchema(plugins: SchemaPlugins): Record<string, unknown> {
  const { $schema, title: _, $defs, ...architecture } = architectureJsonSchema(plugins.architectures);
  const { $schema: __, properties, ...experiment } = jsonSchema(experimentSchema);
  const fields = properties as Record<string, Json>;
  const { data, kernel, loss, solver, training } = fields;
  const dataFields = data["properties"] as Record<string, Json>;
  const [, ...files] = dataFields["source"]["anyOf"] as Json[];
  const source = { description: dataFields["source"]["description"], anyOf: [datasetSource(dataFields["source"], Object.keys(plugins.datasets)), ...files] };
  const preparation = { ...dataFields["preparation"], items: oneOf({}, plugins.preparations) };
  return {
    $schema,
    title: "ntkit experiment",
    ...experiment,
    oneOf: [{ required: ["architecture"] }, { required: ["kernel"] }],
    properties: {
      ...fields,
      data: { ...data, properties: { ...dataFields, source, preparation } },
      architecture: { description: fields["architecture"]["description"], ...architecture },
      kernel: oneOf(kernel, plugins.kernels),
      loss: oneOf(loss, plugins.losses),
      solver: oneOf(solver, plugins.solvers),
      training: trainingSchema(training, plugins),
    },
    $defs,
  };
}

function datasetSource({ anyOf }: Json, names: readonly string[]): Json {
  const [first] = anyOf as Json[];
  const fields = first["properties"] as Record<string, Json>;
  return { ...first, properties: { ...fields, dataset: { ...fields["dataset"], enum: names } } };
}

function trainingSchema({ properties, ...training }: Json, plugins: SchemaPlugins): Json {
  const fields = properties as Record<string, Json>;
  const { optimiser, record } = fields;
  const { at } = (record["items"] as Json)["properties"] as Record<string, Json>;
  const items = oneOf({}, plugins.recorders ?? recorders, { at });
  return { ...training, properties: { ...fields, optimiser: oneOf(optimiser, plugins.optimisers ?? optimisers), record: { ...record, items } } };
}

/** One of the kinds of a registry, in place of any kind; `more`: fields that all of them have beside their own. */
function oneOf({ description, default: usual }: Json, registry: Readonly<Record<string, { readonly schema: z.ZodType }>>, more: Json = {}): Json {
  const kinds = Object.values(registry).map(({ schema }) => {
    const { $schema: _, properties, ...kind } = jsonSchema(schema);
    return { ...kind, properties: { ...(properties as Json), ...more } };
  });
  return { ...(description === undefined ? {} : { description }), ...(usual === undefined ? {} : { default: usual }), oneOf: kinds };
}
