import type { NDArray } from "@ntkit/core";
import { InvalidData, ShapeMismatch, show } from "@ntkit/core";

/** The output that is largest, for every row of predictions [n, O]; the first of equals. */
export function argmax(predictions: NDArray): number[] {
  const [rows = 0, outputs = 0] = predictions.shape;
  if (predictions.shape.length !== 2 || outputs === 0) {
    throw new ShapeMismatch({
      path: "predictions",
      problem: "expected [samples, outputs]",
      found: show(predictions.shape),
      remedy: "Give one row per sample.",
    });
  }
  return Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let output = 0; output < outputs; output++) {
      const value = predictions.data[row * outputs + output];
      if (Number.isNaN(value)) {
        throw new InvalidData({ path: `predictions[${row}][${output}]`, problem: "no largest output", found: "NaN", remedy: "Find where it arose." });
      }
      if (value > predictions.data[row * outputs + best]) best = output;
    }
    return best;
  });
}

/** The share of rows of predictions [n, O] whose largest output is the label: from 0 to 1. */
export function accuracy(predictions: NDArray, labels: ArrayLike<number>): number {
  const chosen = argmax(predictions);
  if (chosen.length !== labels.length || chosen.length === 0) {
    throw new ShapeMismatch({
      path: "labels",
      problem: `expected one label for each of ${chosen.length} predictions, and at least one`,
      found: `${labels.length}`,
      remedy: "Give as many labels as predictions.",
    });
  }
  return chosen.filter((output, row) => output === labels[row]).length / chosen.length;
}
