import { z } from "zod";

type Schema = z.core.$ZodType;

/**
 * The schemas that may stand at `keys` below `schema`: several under a union, of which those whose literal fields
 * contradict `value` are left out, and none where `keys` lead nowhere.
 */
export function schemasAt(schema: Schema, value: unknown, keys: readonly PropertyKey[]): Schema[] {
  if (keys.length === 0) return [schema];
  const [key, ...rest] = keys;
  const below = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return alternatives(schema, value)
    .flatMap((s) => childrenOf(s, key))
    .flatMap((child) => schemasAt(child, below, rest));
}

/** The names of the fields of an object schema; for a union of objects, of all that `value` may be meant for. */
export function fieldNames(schema: Schema, value: unknown): string[] {
  return alternatives(schema, value).flatMap((s) => Object.keys(shapeOf(s) ?? {}));
}

/** Takes off optional, default, union and the like. Options of a union that `value` cannot be meant for are left out. */
function alternatives(schema: Schema, value: unknown): Schema[] {
  const all = unwrap(schema);
  if (all.length === 1 || typeof value !== "object" || value === null) return all;
  const meant = all.filter((s) =>
    Object.entries(shapeOf(s) ?? {}).every(([key, field]) => !isLiteral(field) || z.safeParse(field, Reflect.get(value, key)).success),
  );
  return meant.length === 0 ? all : meant;
}

function unwrap(schema: Schema): Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
    case "nonoptional":
    case "nullable":
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
      return unwrap(def.innerType);
    case "lazy":
      return unwrap(def.getter());
    case "pipe":
      return unwrap(def.in);
    case "union":
      return def.options.flatMap(unwrap);
    case "intersection":
      return [...unwrap(def.left), ...unwrap(def.right)];
    default:
      return [schema];
  }
}

const isLiteral = (field: Schema) => unwrap(field).every((s) => (s as z.core.$ZodTypes)._zod.def.type === "literal");

function shapeOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "object" ? def.shape : undefined;
}

function childrenOf(schema: Schema, key: PropertyKey): Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return Object.hasOwn(def.shape, key) ? [def.shape[String(key)]] : [];
    case "array":
      return [def.element];
    case "tuple":
      return [def.items[Number(key)] ?? def.rest].filter((s) => s !== null && s !== undefined);
    case "record":
      return [def.valueType];
    default:
      return [];
  }
}
