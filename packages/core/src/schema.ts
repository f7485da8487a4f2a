import type { z } from "zod";
import { misuseOf } from "./schema-misuse.ts";

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
