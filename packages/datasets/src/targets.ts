import { InvalidData, InvalidInput, type NDArray, ndArray, show } from "@ntkit/core";

/**
 * Class indices as targets [n, classes]: 1 in the column of the class and 0 elsewhere; with `centred`, minus
 * 1/classes, so that every row sums to 0.
 *
 * Throws InvalidData for a label that is no class, naming its place below `labels`.
 */
export function oneHot(labels: ArrayLike<number>, classes: number, { centred }: { readonly centred: boolean }): NDArray {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new InvalidInput({ path: "classes", problem: "expected a whole number, at least 1", found: show(classes), remedy: "Give the number of classes." });
  }
  const data = new Float64Array(labels.length * classes).fill(centred ? -1 / classes : 0);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new InvalidData({
        path: `labels[${i}]`,
        problem: `expected a class from 0 to ${classes - 1}`,
        found: show(label),
        remedy: "Count classes from 0.",
      });
    }
    data[i * classes + label] += 1;
  }
  return ndArray(data, [labels.length, classes]);
}

/** The labels at `indices`, in the order asked: what `takeRows` is for inputs. */
export function takeLabels(labels: Int32Array, indices: readonly number[]): Int32Array {
  return Int32Array.from(indices, (i) => labels[i]);
}
