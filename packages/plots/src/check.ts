import { InvalidData, ShapeMismatch, show } from "@ntkit/core";
import { z } from "zod";

/** A list of numbers. The numbers themselves are checked by `finite`, which names the first bad one. */
export const numbers = z.custom<readonly number[]>(Array.isArray, "expected a list of numbers").meta({ type: "array", items: { type: "number" } });

/** Throws InvalidData naming the first entry that is not a finite number. */
export function finite(values: readonly number[], path: string): void {
  const at = values.findIndex((value) => typeof value !== "number" || !Number.isFinite(value));
  if (at >= 0) {
    throw new InvalidData({
      path: `${path}[${at}]`,
      problem: "expected a finite number",
      found: show(values[at]),
      remedy: "Leave this point out, or find out where it comes from.",
    });
  }
}

/** Throws InvalidData naming the first entry that is not above zero. */
export function positive(values: readonly number[], path: string): void {
  finite(values, path);
  const at = values.findIndex((value) => value <= 0);
  if (at >= 0) {
    throw new InvalidData({
      path: `${path}[${at}]`,
      problem: "a logarithmic axis shows numbers above 0 only",
      found: show(values[at]),
      remedy: 'Leave this point out, or ask for the scale "linear".',
    });
  }
}

/** Throws InvalidData naming the first entry that is not above the one before it. */
export function rising(values: readonly number[], path: string): void {
  const at = values.findIndex((value, i) => i > 0 && value <= (values[i - 1] as number));
  if (at < 0) return;
  throw new InvalidData({
    path: `${path}[${at}]`,
    problem: "expected rising numbers",
    found: `${values[at - 1]} and then ${values[at]}`,
    remedy: "Sort the points.",
  });
}

/** Throws ShapeMismatch unless `values` has `length` entries, which is the number of `what`. */
export function sameLength(values: readonly unknown[], length: number, path: string, what: string): void {
  if (values.length === length) return;
  throw new ShapeMismatch({
    path,
    problem: `expected ${length} entries, one for each of ${what}`,
    found: String(values.length),
    remedy: "Give both the same length.",
  });
}

/** Throws InvalidData if there is nothing to draw. */
export function notEmpty(values: readonly unknown[], path: string): void {
  if (values.length > 0) return;
  throw new InvalidData({ path, problem: "there is nothing to draw", found: "an empty list", remedy: "Give at least one entry." });
}

/** Throws ShapeMismatch for an index that names no entry of `what`. */
export function indexInto(index: number, length: number, path: string, what: string): void {
  if (Number.isInteger(index) && index >= 0 && index < length) return;
  throw new ShapeMismatch({ path, problem: `expected an index into ${what}, from 0 to ${length - 1}`, found: show(index), remedy: "Count from 0." });
}
