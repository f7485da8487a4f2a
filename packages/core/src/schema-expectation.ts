import type { z } from "zod";
import { boundsOf, type FieldSchema, jsonSchema } from "./schema-json.ts";
import { show } from "./show.ts";

/** What belongs in a place, in words. */
export interface Expectation {
  /** "a number greater than 0". */
  readonly kind: string;
  /** The same with description, unit and default: "a number of at least 0 (standard deviation of the weights; default 1)". */
  readonly text: string;
  /** The allowed words, if only words are allowed. */
  readonly words: readonly string[];
}

export function expectation(schemas: readonly z.core.$ZodType[]): Expectation {
  const fields = schemas.map((schema): FieldSchema => jsonSchema(schema));
  const choices = fields.flatMap(flatten);
  const words = choices.flatMap(wordsOf);
  const onlyWords = words.length > 0 && choices.every((choice) => wordsOf(choice).length > 0);
  const kind = onlyWords ? listed(words) : [...new Set(choices.map(inWords))].join(" or ");
  const about = fields.length === 1 ? remarks(fields[0]) : "";
  return { kind, text: `${kind}${about}`, words: onlyWords ? words : [] };
}

const flatten = (field: FieldSchema): FieldSchema[] => (field.anyOf ?? field.oneOf)?.flatMap(flatten) ?? [field];

const wordsOf = (field: FieldSchema): string[] => (field.enum ?? (field.const === undefined ? [] : [field.const])).map(String);

const listed = (words: readonly string[]) => (words.length === 1 ? show(words[0]) : `one of ${words.map(show).join(", ")}`);

function inWords(field: FieldSchema): string {
  if (wordsOf(field).length > 0) return listed(wordsOf(field));
  switch (field.type) {
    case "number":
      return `a number${bounds(field)}`;
    case "integer":
      return `a whole number${bounds(field)}`;
    case "string":
      return field.pattern === undefined ? "text" : `text of the form ${field.pattern}`;
    case "boolean":
      return "true or false";
    case "array":
      return `a list${entries(field)}`;
    case "object":
      return Object.keys(field.properties ?? {}).length === 0 ? "an object" : `an object with ${Object.keys(field.properties ?? {}).join(", ")}`;
    case "null":
      return "null";
    default:
      return "another value";
  }
}

function bounds(field: FieldSchema): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = boundsOf(field);
  const low = minimum === undefined ? [] : [`${exclusiveMinimum ? "greater than" : "of at least"} ${minimum}`];
  const high = maximum === undefined ? [] : [`${exclusiveMaximum ? "less than" : "at most"} ${maximum}`];
  const both = [...low, ...high];
  return both.length === 0 ? "" : ` ${both.join(" and ")}`;
}

function entries({ minItems, maxItems }: FieldSchema): string {
  if (minItems !== undefined && minItems === maxItems) return ` of length ${minItems}`;
  const low = minItems === undefined ? [] : [`of length ${minItems} or more`];
  const high = maxItems === undefined ? [] : [`of length ${maxItems} or less`];
  return [...low, ...high].map((bound) => ` ${bound}`).join(" and");
}

function remarks(field: FieldSchema): string {
  const all = [
    ...(field.description === undefined ? [] : [field.description]),
    ...(field.unit === undefined ? [] : [`unit: ${field.unit}`]),
    ...(field.default === undefined ? [] : [`default ${show(field.default)}`]),
  ];
  return all.length === 0 ? "" : ` (${all.join("; ")})`;
}
