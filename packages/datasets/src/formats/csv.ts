import { ShapeMismatch } from "@ntkit/core";
import { parseCsv } from "../csv/parse-csv.ts";
import { type ArrayFormat, onlyOne, type WritableArray } from "./array-format.ts";
import { requireFinite, utf8 } from "./text.ts";

/** A table of numbers, [rows, columns], whose first row may hold names. A vector is written as one column. */
export const csv: ArrayFormat = {
  extension: ".csv",
  decode: (bytes, path) => ({ "": parseCsv(new TextDecoder().decode(bytes), { path }).values }),
  encode(arrays, path) {
    const array = onlyOne(arrays, path);
    requireFinite(array, path);
    return utf8(lines(array, path));
  },
};

function* lines({ data, shape }: WritableArray, path: string): Generator<string> {
  if (shape.length !== 1 && shape.length !== 2) {
    throw new ShapeMismatch({ path, problem: "a CSV table has rows and columns", found: `shape [${shape.join(", ")}]`, remedy: "Write .npy, .npz or .json." });
  }
  const [rows, columns = 1] = shape;
  for (let i = 0; i < rows; i++) yield `${data.subarray(i * columns, (i + 1) * columns).join(",")}\n`;
}
