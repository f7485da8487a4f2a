import { z } from "zod";
import { InvalidInput, show, UnknownName } from "./errors.ts";
import { suggestion } from "./names.ts";

/** One field of a schema, ready for CLI help, a form or a table in the docs. */
export interface Field {
  readonly name: string;
  /** "number", "string", "boolean", "array", "object" or the allowed words. */
  readonly type: string | readonly string[];
  readonly required: boolean;
  readonly default?: unknown;
  readonly description?: string;
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface JsonSchema {
  type?: string;
  enum?: string[];
  const?: unknown;
  default?: unknown;
  description?: string;
  unit?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** JSON Schema (draft 2020-12) of what may be written, before defaults are filled in. */
export function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

/** The fields of an object schema, with defaults, units and bounds. Units come from `.meta({ unit })`. */
export function describeFields(schema: z.ZodType): Field[] {
  const { properties = {}, required = [] } = jsonSchema(schema) as JsonSchema;
  return Object.entries(properties).map(([name, p]) => {
    const minimum = p.minimum ?? p.exclusiveMinimum;
    return {
      name,
      type: p.enum ?? (p.const === undefined ? (p.type ?? "value") : [String(p.const)]),
      required: required.includes(name),
      ...(p.default === undefined ? {} : { default: p.default }),
      ...(p.description === undefined ? {} : { description: p.description }),
      ...(p.unit === undefined ? {} : { unit: p.unit }),
      ...(minimum === undefined ? {} : { minimum }),
      ...(p.maximum === undefined ? {} : { maximum: p.maximum }),
    };
  });
}

/** `layers`, 2, `body` → `layers[2].body`. */
export function joinPath(base: string, keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => (typeof key === "number" ? `${path}[${key}]` : path === "" ? String(key) : `${path}.${String(key)}`), base);
}

/**
 * Parses `value` and fills in defaults. Throws UnknownName for a field that does not exist (with the nearest that
 * does) and InvalidInput for anything else; both name the path below `path`.
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, path = ""): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0] as z.core.$ZodIssue;
  const at = joinPath(path, issue.path);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] as string;
    const known = issue.path.length === 0 ? describeFields(schema).map((f) => f.name) : [];
    throw new UnknownName({ path: joinPath(at, [key]), problem: "unknown field", found: show(key), remedy: suggestion(key, known) });
  }
  const input = issue.input === value && issue.path.length > 0 ? undefined : issue.input;
  throw new InvalidInput({
    path: at,
    problem: input === undefined && issue.code === "invalid_type" ? "missing field" : issue.message.replace(/^Invalid input: /, ""),
    ...(input === undefined ? {} : { found: show(input) }),
    remedy: `Give ${at === "" ? "a value" : at} as the documentation of its schema says.`,
  });
}
