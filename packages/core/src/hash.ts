import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { InvalidInput } from "./errors.ts";
import { show } from "./show.ts";

/**
 * One text for equal JSON data, whatever the order in which its fields were written: no white space, keys in
 * ascending order of their UTF-16 code units, numbers and strings as ECMAScript prints them (RFC 8785, the JSON
 * Canonicalization Scheme). Fields whose value is undefined are left out, as JSON.stringify does.
 *
 * Throws InvalidInput, naming the place, for what JSON cannot hold: NaN, infinities, functions, dates and other
 * class instances, bigints, undefined in a list, cycles.
 */
export function canonicalJson(value: unknown): string {
  return write(value, "", new Set());
}

/** SHA-256 of the canonical JSON text in UTF-8, as 64 lower-case hexadecimal digits: the name of a spec, an experiment, a tile. */
export function contentHash(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

function write(value: unknown, path: string, above: Set<object>): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value !== "object") throw notJson(path, show(value));
  if (above.has(value)) throw notJson(path, "a value that contains itself");
  above.add(value);
  const text = Array.isArray(value) ? writeList(value, path, above) : writeFields(value, path, above);
  above.delete(value);
  return text;
}

function writeList(list: readonly unknown[], path: string, above: Set<object>): string {
  return `[${Array.from(list, (entry, i) => write(entry, `${path}[${i}]`, above)).join(",")}]`;
}

function writeFields(value: object, path: string, above: Set<object>): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw notJson(path, `a ${value.constructor.name}`);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${write(field, path === "" ? key : `${path}.${key}`, above)}`).join(",")}}`;
}

function notJson(path: string, found: string): InvalidInput {
  return new InvalidInput({ path, problem: "expected JSON data", found, remedy: "Use finite numbers, text, true, false, null, lists and plain objects." });
}
