import { describe, expect, test } from "vitest";
import { InvalidInput, ShapeMismatch } from "./errors.ts";
import { ndArray, sizeOf, sliceRows, strideOf, takeRows, zeros } from "./nd-array.ts";
import { toNested } from "./nested.ts";

const counting = (...shape: number[]) =>
  ndArray(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => i),
    shape,
  );

test.each([
  [[], 1, []],
  [[0], 0, [1]],
  [[5], 5, [1]],
  [[2, 3], 6, [3, 1]],
  [[4, 2, 3], 24, [6, 3, 1]],
  [[3, 0, 2], 0, [0, 2, 1]],
])("shape %j holds %d entries, with strides %j", (shape, size, stride) => {
  expect(sizeOf(shape)).toBe(size);
  expect(strideOf(shape)).toEqual(stride);
  expect(zeros(shape)).toEqual({ data: new Float64Array(size), shape, stride });
});

describe("ndArray", () => {
  test("wraps without copying, and does not keep the caller's shape", () => {
    const data = new Float32Array(6);
    const shape = [2, 3];
    const array = ndArray(data, shape);
    shape[0] = 9;
    expect(array.data).toBe(data);
    expect(array.shape).toEqual([2, 3]);
  });

  test("refuses a shape that the data does not fill", () => {
    expect(() => ndArray(new Float64Array(5), [2, 3])).toThrow(ShapeMismatch);
    expect(() => ndArray(new Float64Array(5), [2, 3])).toThrow("5 numbers do not fill the shape [2, 3], which holds 6.");
  });

  test.each([[[-2, -3]], [[1.5, 4]], [[Number.NaN]]])("refuses lengths that are no counts: %j", (shape) => {
    expect(() => ndArray(new Float64Array(6), shape)).toThrow(InvalidInput);
    expect(() => zeros(shape)).toThrow(/^shape\[0\]: expected a whole number, zero or more, found/);
  });
});

describe("sliceRows", () => {
  test("is a view of the rows", () => {
    const array = counting(4, 2, 2);
    const slice = sliceRows(array, 1, 3);
    expect(toNested(slice)).toEqual([
      [
        [4, 5],
        [6, 7],
      ],
      [
        [8, 9],
        [10, 11],
      ],
    ]);
    slice.data[0] = -1;
    expect(array.data[4]).toBe(-1);
  });

  test("of a slice counts from the slice", () => {
    expect(toNested(sliceRows(sliceRows(counting(6, 2), 2, 6), 1, 2))).toEqual([[6, 7]]);
  });

  test("may be empty, and keeps the precision", () => {
    const slice = sliceRows(ndArray(new Float32Array(6), [3, 2]), 3, 3);
    expect(slice.shape).toEqual([0, 2]);
    expect(slice.data).toBeInstanceOf(Float32Array);
  });

  test.each([
    [-1, 2],
    [2, 1],
    [0, 5],
    [0.5, 2],
  ])("refuses rows %d to %d of four", (from, to) => {
    expect(() => sliceRows(counting(4, 2), from, to)).toThrow(`rows: expected a range within the 4 rows, found ${from} to ${to}. Give 0 <= from <= to <= 4.`);
  });
});

describe("takeRows", () => {
  test("copies the rows in the order asked, repeats allowed", () => {
    const array = counting(3, 2);
    const taken = takeRows(array, [2, 0, 2]);
    taken.data[0] = -1;
    expect(toNested(taken)).toEqual([
      [-1, 5],
      [0, 1],
      [4, 5],
    ]);
    expect(array.data[4]).toBe(4);
  });

  test("of no rows is empty; of a vector, a vector", () => {
    expect(takeRows(counting(3, 2), []).shape).toEqual([0, 2]);
    expect(toNested(takeRows(counting(3), [1]))).toEqual([1]);
  });

  test.each([-1, 3, 0.5, Number.NaN])("refuses row %d of three", (row) => {
    expect(() => takeRows(counting(3, 2), [0, row])).toThrow(`indices[1]: no such row, found ${row}. Give rows from 0 to 2.`);
  });
});

test("a scalar has no rows", () => {
  expect(() => sliceRows(zeros([]), 0, 1)).toThrow(ShapeMismatch);
  expect(() => takeRows(zeros([]), [0])).toThrow(ShapeMismatch);
});
