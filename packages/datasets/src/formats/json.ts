import { FileProblem, fromNested, InvalidData, type NDArray, type Shape, show, strideOf } from "@ntkit/core";
import type { ArrayFormat, WritableArray } from "./array-format.ts";
import { requireFinite, utf8 } from "./text.ts";

/** The value of a JSON text. Throws FileProblem, with the parser's reason, for a text that is no JSON or not all of it. */
export function parseJson(text: string, path = "json"): unknown {
  try {
    return JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FileProblem({
      path,
      problem: `not JSON, or truncated after ${text.length} characters: ${reason}`,
      remedy: "Correct it, or write the file again.",
      cause,
    });
  }
}

/** Nested lists of numbers: one array, or several as the fields of an object, `{"nngp": [[…]], "ntk": [[…]]}`. */
export const json: ArrayFormat = {
  extension: ".json",
  decode(bytes, path) {
    const value = parseJson(new TextDecoder().decode(bytes), path);
    if (Array.isArray(value)) return { "": fromNested(value, path) };
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, nested]): [string, NDArray] => [name, fromNested(nested, `${path}#${name}`)]));
    }
    throw new InvalidData({ path, problem: "expected lists of numbers, or an object of them", found: show(value), remedy: "Write [[1, 2], [3, 4]]." });
  },
  encode: (arrays, path) => utf8(jsonPieces(Object.entries(arrays), path)),
};

function* jsonPieces(arrays: readonly (readonly [string, WritableArray])[], path: string): Generator<string> {
  const unnamed = arrays.length === 1 && arrays[0][0] === "";
  if (!unnamed) yield "{";
  for (const [i, [name, array]] of arrays.entries()) {
    requireFinite(array, name === "" ? path : `${path}#${name}`);
    if (!unnamed) yield `${i === 0 ? "" : ",\n"}${JSON.stringify(name)}:`;
    yield* nestedPieces(array);
  }
  yield unnamed ? "\n" : "}\n";
}

/** One piece for each row along the first axis. */
function* nestedPieces({ data, shape }: WritableArray): Generator<string> {
  if (shape.length === 0) {
    yield String(data[0]);
    return;
  }
  const [rows, ...rest] = shape;
  const [step] = strideOf(shape);
  yield "[";
  for (let i = 0; i < rows; i++) yield `${i === 0 ? "" : ",\n"}${nestedText(data.subarray(i * step, (i + 1) * step), rest)}`;
  yield "]";
}

function nestedText(data: WritableArray["data"], shape: Shape): string {
  if (shape.length === 0) return String(data[0]);
  if (shape.length === 1) return `[${data.join(",")}]`;
  const [rows, ...rest] = shape;
  const [step] = strideOf(shape);
  return `[${Array.from({ length: rows }, (_, i) => nestedText(data.subarray(i * step, (i + 1) * step), rest)).join(",")}]`;
}
