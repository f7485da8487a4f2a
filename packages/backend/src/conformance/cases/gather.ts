import { InvalidInput, type NDArray, ndArray, type Shape, sizeOf } from "@ntkit/core";
import type { Backend, Dtype, RowIndices } from "../../backend.ts";
import type { ConformanceCase, Deviation } from "../case.ts";
import { claim, deviation } from "../compare.ts";
import { filled } from "../naive.ts";

const numbered = (shape: Shape): NDArray => filled(shape, (i) => i + 0.5);

/** Rows of `x` by the definition. */
const rowsOf = (x: NDArray, indices: RowIndices): NDArray => {
  const width = sizeOf(x.shape.slice(1));
  return filled([indices.length, ...x.shape.slice(1)], (at) => {
    const row = indices[Math.floor(at / width)];
    return row === -1 ? 0 : x.data[row * width + (at % width)];
  });
};

const gathers: readonly (readonly [what: string, shape: Shape, indices: RowIndices])[] = [
  ["some rows in another order", [5, 3], [3, 0, 4]],
  ["every row in its place", [5, 3], [0, 1, 2, 3, 4]],
  ["the last row first", [5, 3], [4, 3, 2, 1, 0]],
  ["rows more than once", [3, 2], [1, 1, 0, 1, 2, 2, 0]],
  ["rows of zeros between others", [4, 3], [-1, 2, -1, -1, 0, 3]],
  ["rows of zeros alone", [4, 3], [-1, -1]],
  ["indices of 32 bits", [4, 3], Int32Array.of(2, -1, 0, 2)],
  ["no rows", [4, 3], []],
  ["no rows of an array without rows", [0, 3], []],
  ["rows of zeros of an array without rows", [0, 3], [-1, -1]],
  ["empty rows", [3, 0], [2, -1, 0, 0]],
  ["one number", [1], [0]],
  ["numbers of a vector", [6], [5, -1, 0, 5, 3]],
  ["matrices", [3, 2, 4], [2, -1, 0, 2]],
  ["rows of three axes", [2, 3, 1, 2], [1, 1, -1, 0]],
  ["rows of many axes", [3, 1, 2, 1, 2, 1, 1, 2], [2, -1, 1]],
  ["many rows", [70, 33], Array.from({ length: 900 }, (_, i) => ((i * 37) % 71) - 1)],
];

const gatherCase = ([what, shape, indices]: (typeof gathers)[number]): ConformanceCase => ({
  name: `gather: ${what}, of [${shape.join(", ")}]`,
  quantity: "exact",
  run: async (on, dtype) => deviation(await on.read(on.gather(on.tensor(numbered(shape), dtype), indices)), rowsOf(numbered(shape), indices)),
});

const notFinite = async (on: Backend, dtype: Dtype): Promise<Deviation> => {
  const x = ndArray(Float64Array.of(Number.POSITIVE_INFINITY, 1, Number.NaN, Number.NEGATIVE_INFINITY), [2, 2]);
  return deviation(await on.read(on.gather(on.tensor(x, dtype), [1, -1, 0])), rowsOf(x, [1, -1, 0]));
};

const ofPart = async (on: Backend, dtype: Dtype): Promise<Deviation> => {
  const part = on.reshape(on.slice(on.tensor(numbered([5, 4]), dtype), 1, 4), [6, 2]);
  const x = ndArray(numbered([5, 4]).data.slice(4, 16), [6, 2]);
  return deviation(await on.read(on.gather(part, [5, 0, -1, 3])), rowsOf(x, [5, 0, -1, 3]));
};

const copiesIndices = async (on: Backend, dtype: Dtype): Promise<Deviation> => {
  const indices = Int32Array.of(0, 1);
  const rows = on.gather(on.tensor(numbered([3, 2]), dtype), indices);
  indices.fill(2);
  return deviation(await on.read(rows), rowsOf(numbered([3, 2]), [0, 1]));
};

const saysWhere = async (on: Backend, dtype: Dtype): Promise<Deviation> => {
  try {
    on.gather(on.tensor(numbered([3, 2]), dtype), [0, 2, 3, 7]);
  } catch (error) {
    return claim(error instanceof InvalidInput && error.path === "gather.indices[2]", `the place of the first wrong index (${String(error)})`);
  }
  return claim(false, "it throws");
};

export const gatherCases: readonly ConformanceCase[] = [
  ...gathers.map(gatherCase),
  { name: "gather copies what is not finite, and its rows of zeros are zeros beside it", quantity: "exact", run: notFinite },
  { name: "gather takes rows of a part of an array", quantity: "exact", run: ofPart },
  { name: "gather copies its indices", quantity: "exact", run: copiesIndices },
  { name: "gather says which index is wrong", quantity: "exact", run: saysWhere },
];
