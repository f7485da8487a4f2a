import type { z } from "zod";
import { boundsOf, type FieldSchema, jsonSchema } from "./schema-json.ts";

/** One field of a schema, ready for CLI help, a form or a table in the docs. */
export interface Field {
  readonly name: string;
  /** "number", "integer", "string", "boolean", "array", "object", several of them ("number or string"), or the allowed words. */
  readonly type: string | readonly string[];
  readonly required: boolean;
  readonly default?: unknown;
  readonly description?: string;
  /** The physical or conventional unit, from `.meta({ unit })`. */
  readonly unit?: string;
  readonly minimum?: number;
  /** True if `minimum` itself is not allowed. */
  readonly exclusiveMinimum?: boolean;
  readonly maximum?: number;
  readonly exclusiveMaximum?: boolean;
}

/** The fields of an object schema, in the order written, with defaults, units and bounds; none for a schema of another type. */
export function describeFields(schema: z.ZodType): Field[] {
  return fieldsOf(jsonSchema(schema));
}

/**
 * The same, each followed by the fields within it, named by their path: `ridge`, `ridge.kind`, `ridge.value`. Of
 * alternatives all are there, each once; one that not all of them have is required only where its alternative is taken,
 * which the description says if a word tells them apart ("if order is shuffled: …"). What may hold any field is not opened.
 */
export function describeAllFields(schema: z.ZodType): Field[] {
  return [...allFields(jsonSchema(schema), "").values()];
}

function fieldsOf({ properties = {}, required = [] }: FieldSchema): Field[] {
  return Object.entries(properties).map(([name, field]) => ({
    name,
    type: typeOf(field),
    required: required.includes(name),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.description === undefined ? {} : { description: field.description }),
    ...(field.unit === undefined ? {} : { unit: field.unit }),
    ...boundsOf(field),
  }));
}

function typeOf(field: FieldSchema): string | readonly string[] {
  if (field.enum !== undefined) return field.enum;
  if (field.const !== undefined) return [String(field.const)];
  const choices = field.anyOf ?? field.oneOf;
  return choices === undefined ? (field.type ?? "value") : [...new Set(choices.flatMap(typeOf))].join(" or ");
}

function allFields(schema: FieldSchema, prefix: string): Map<string, Field> {
  const fields = new Map<string, Field>();
  const alternatives = objectsIn(schema);
  for (const object of alternatives) {
    for (const field of fieldsOf(object)) {
      const name = `${prefix}${field.name}`;
      const before = fields.get(name);
      const shared = alternatives.every(({ properties = {} }) => field.name in properties);
      fields.set(name, before === undefined ? { ...(shared ? field : onlyIf(object, field)), name } : bothOf(before, field));
      for (const [path, inner] of allFields(object.properties?.[field.name] ?? {}, `${name}.`)) fields.set(path, inner);
    }
  }
  return fields;
}

/** The schema if it is one of closed objects, or those among its alternatives. */
function objectsIn(schema: FieldSchema): FieldSchema[] {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.flatMap(objectsIn);
  return schema.properties !== undefined && schema.additionalProperties === false ? [schema] : [];
}

/** A field that this alternative has and others have not. */
function onlyIf({ properties = {} }: FieldSchema, field: Field): Field {
  const word = Object.entries(properties).find(([, { const: only }]) => only !== undefined);
  const condition = word === undefined ? "" : `if ${word[0]} is ${String(word[1].const)}: `;
  return { ...field, description: `${condition}${field.description ?? ""}` };
}

/** A field that two alternatives have, as one. */
function bothOf(before: Field, field: Field): Field {
  const words = [before.type, field.type].every(Array.isArray) ? { type: [...new Set([before.type, field.type].flat())] } : {};
  const said = [...new Set([before.description, field.description])].filter((text) => text !== undefined);
  return { ...before, ...words, required: before.required && field.required, ...(said.length === 0 ? {} : { description: said.join("; or ") }) };
}
