import { InvalidData, type NDArray, ndArray, sliceRows } from "@ntkit/core";

/** Arrays of one shape one after another: [count, ...shape]. Throws InvalidData where shapes differ. */
export function stack(arrays: readonly NDArray[]): NDArray {
  const shape = arrays[0]?.shape ?? [];
  const other = arrays.find((array) => array.shape.join() !== shape.join());
  if (other !== undefined) {
    throw new InvalidData({
      path: "arrays",
      problem: `arrays of one name have different shapes, [${shape.join(", ")}] and [${other.shape.join(", ")}]`,
      remedy: "Record arrays of one shape under one name.",
    });
  }
  const all = new Float64Array(arrays.reduce((sum, { data }) => sum + data.length, 0));
  for (const [i, { data }] of arrays.entries()) all.set(data, i * data.length);
  return ndArray(all, [arrays.length, ...shape]);
}

/** The arrays that were stacked. */
export const unstack = (array: NDArray): NDArray[] =>
  Array.from({ length: array.shape[0] ?? 0 }, (_, i) => {
    const { data, shape } = sliceRows(array, i, i + 1);
    return ndArray(data.slice(), shape.slice(1));
  });
