import type { z } from "zod";
import { boundsOf, type FieldSchema, jsonSchema } from "./schema-json.ts";
import { misuseOf } from "./schema-misuse.ts";

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
  const { properties = {}, required = [] }: FieldSchema = jsonSchema(schema);
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

/**
 * Parses `value` and fills in defaults.
 *
 * Throws UnknownName for a field, or a variant of a discriminated union, that does not exist (with the nearest that
 * does), and InvalidInput for anything else. Both name the place below `path`, and the remedy says what belongs
 * there: type, bounds, description, unit and default, as the schema has them. A refinement may bring its own remedy:
 * `.refine(check, { message, params: { remedy } })`.
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, path = ""): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw misuseOf(result.error.issues, schema, value, path);
}
