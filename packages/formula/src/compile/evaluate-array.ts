import { ShapeMismatch } from "@ntkit/core";
import type { Expr } from "../expression.ts";
import { variablesOf } from "../substitute.ts";
import { compile } from "./compile.ts";

/**
 * A formula over arrays, entry by entry: numbers hold for every entry, arrays have one common length, which is the
 * length of the result. Writes into `out` if given (it may be one of the inputs).
 * Throws ShapeMismatch for lengths that differ or where no length is given.
 */
export function evaluateArray(e: Expr, values: Readonly<Record<string, Float64Array | number>>, out?: Float64Array): Float64Array {
  const given = Object.entries(values);
  const arrays = given.filter((entry): entry is [string, Float64Array] => typeof entry[1] !== "number");
  const scalars = given.filter((entry): entry is [string, number] => typeof entry[1] === "number");
  const lengths = [...new Set([...arrays.map(([, array]) => array.length), ...(out === undefined ? [] : [out.length])])];
  if (lengths.length !== 1) {
    throw new ShapeMismatch({
      problem: `a formula of ${variablesOf(e).join(", ") || "constants"} over arrays needs one length`,
      found: lengths.length === 0 ? "no array" : lengths.join(", "),
      remedy: "Give arrays of equal length, or a number for what is the same in every entry.",
    });
  }
  const result = out ?? new Float64Array(lengths[0]);
  const kernel = compile({
    arrays: arrays.map(([name]) => name),
    scalars: scalars.map(([name]) => name),
    assignments: [{ name: " result", value: e }],
    outputs: [" result"],
  });
  kernel(
    result.length,
    arrays.map(([, array]) => array),
    arrays.map(() => 0),
    scalars.map(([, number]) => number),
    [result],
    [0],
  );
  return result;
}
