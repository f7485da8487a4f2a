import { InvalidInput, type NDArray, ShapeMismatch, show } from "@ntkit/core";
import type { Curve } from "./records.ts";

/** How far two recorded curves are apart, at the steps that both have. */
export interface Distances {
  readonly steps: readonly number[];
  /** Root of the mean squared difference over entries. */
  readonly rms: readonly number[];
  /** `‖a − b‖/‖b‖`; Infinity where b is 0 and a is not. */
  readonly relative: readonly number[];
}

/**
 * How far the outputs of a network are from those of its linear twin, or from a prediction: of curves of numbers or of arrays of one shape. Throws
 * InvalidInput for curves without a step in common, ShapeMismatch for arrays of different shapes.
 */
export function distances<V extends number | NDArray>(a: Curve<V>, b: Curve<V>): Distances {
  const places = new Map(b.steps.map((step, i) => [step, i]));
  const pairs = a.steps.flatMap((step, i) => {
    const j = places.get(step);
    return j === undefined ? [] : [{ step, left: numbersOf(a.values[i]), right: numbersOf(b.values[j]) }];
  });
  if (pairs.length === 0) {
    throw new InvalidInput({
      path: "curves",
      problem: "they have no step in common",
      found: `${show(a.steps)} and ${show(b.steps)}`,
      remedy: "Record both with the same schedule.",
    });
  }
  const gaps = pairs.map(({ left, right }) => {
    if (left.length === right.length) return { gap: norm(left.map((value, i) => value - right[i])), size: norm(right), count: left.length };
    throw new ShapeMismatch({
      path: "curves",
      problem: "their arrays differ in size",
      found: `${left.length} and ${right.length}`,
      remedy: "Give curves of one quantity.",
    });
  });
  return {
    steps: pairs.map(({ step }) => step),
    rms: gaps.map(({ gap, count }) => gap / Math.sqrt(count)),
    relative: gaps.map(({ gap, size }) => (gap === 0 ? 0 : gap / size)),
  };
}

const numbersOf = (value: number | NDArray): Float64Array => (typeof value === "number" ? Float64Array.of(value) : value.data);
const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
