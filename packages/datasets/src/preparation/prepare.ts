import { InvalidData, lookUp, type NDArray, ndArray, parse, ShapeMismatch } from "@ntkit/core";
import { type PreparationSpec, preparations } from "./index.ts";
import type { Affine, Preparation } from "./preparation.ts";

/** A step with the numbers that training gave it: all that is needed to repeat or undo it. */
export type FittedStep = Affine & { readonly kind: string };

/**
 * Fits the steps one after the other, each to training inputs [n, ...] that the ones before have prepared. The result
 * is plain data: keep it with the experiment, apply it to the test inputs, invert it to print.
 *
 * Throws UnknownName and InvalidInput for a step that is not as its schema says, InvalidData if there are no rows.
 */
export function fitPreparation(
  steps: readonly PreparationSpec[],
  train: NDArray,
  registry: Readonly<Record<string, Preparation>> = preparations,
): FittedStep[] {
  if (train.data.length === 0) {
    throw new InvalidData({ path: "train", problem: "no rows to take means from", remedy: "Give at least one training sample." });
  }
  const fitted: FittedStep[] = [];
  let prepared = train;
  steps.forEach((step, i) => {
    const path = `preparation[${i}]`;
    const preparation = lookUp(registry, step.kind, "preparation", `${path}.kind`);
    const done = { kind: preparation.kind, ...preparation.fit(parse(preparation.schema, step, path), prepared) };
    prepared = applyPreparation([done], prepared);
    fitted.push(done);
  });
  return fitted;
}

/** Applies fitted steps to inputs [m, ...]. Throws ShapeMismatch if they have other features than the training inputs had. */
export function applyPreparation(steps: readonly FittedStep[], x: NDArray): NDArray {
  return steps.reduce((array, { shift, scale }) => mapEntries(array, shift, scale, (v, s, c) => (v - s) / c), x);
}

/** Undoes fitted steps, the last one first: what was prepared comes back, to rounding. */
export function invertPreparation(steps: readonly FittedStep[], x: NDArray): NDArray {
  return steps.reduceRight((array, { shift, scale }) => mapEntries(array, shift, scale, (v, s, c) => v * c + s), x);
}

type EntryMap = (value: number, shift: number, scale: number) => number;

function mapEntries(x: NDArray, shift: readonly number[], scale: readonly number[], map: EntryMap): NDArray {
  const width = x.stride[0];
  for (const list of [shift, scale]) {
    if (list.length !== 1 && list.length !== width) {
      throw new ShapeMismatch({
        path: "inputs",
        problem: `prepared for ${list.length} features`,
        found: `${width}`,
        remedy: "Give inputs with the features of the training inputs, in their order.",
      });
    }
  }
  const at = (list: readonly number[], column: number) => (list.length === 1 ? list[0] : list[column]);
  return ndArray(
    x.data.map((value, i) => map(value, at(shift, i % width), at(scale, i % width))),
    x.shape,
  );
}
