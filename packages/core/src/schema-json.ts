import { z } from "zod";

/** The part of JSON Schema that zod writes for one field, and the `unit` that `.meta` adds. */
export interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly anyOf?: readonly FieldSchema[];
  readonly oneOf?: readonly FieldSchema[];
  readonly default?: unknown;
  readonly description?: string;
  readonly unit?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  /** False where no other fields are allowed. */
  readonly additionalProperties?: unknown;
}

/**
 * JSON Schema (draft 2020-12) of what may be written, before defaults are filled in. Entries of `.meta` stand beside
 * `type`; what JSON Schema cannot say (a refinement, a transformation) is left out.
 */
export function jsonSchema(schema: z.core.$ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

/** The bounds that say something: zod also writes the range of the safe integers. */
export function boundsOf(field: FieldSchema) {
  const minimum = field.exclusiveMinimum ?? field.minimum;
  const maximum = field.exclusiveMaximum ?? field.maximum;
  return {
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(field.exclusiveMinimum === undefined ? {} : { exclusiveMinimum: true }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
    ...(field.exclusiveMaximum === undefined ? {} : { exclusiveMaximum: true }),
  };
}
