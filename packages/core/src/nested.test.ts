import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidData } from "./errors.ts";
import { ndArray, sizeOf } from "./nd-array.ts";
import { fromNested, toNested } from "./nested.ts";

test.each([
  [7, []],
  [[], [0]],
  [[1, 2], [2]],
  [[[1, 2, 3]], [1, 3]],
  [
    [[], []],
    [2, 0],
  ],
  [[[[1], [2]]], [1, 2, 1]],
])("%j has the shape %j", (nested, shape) => {
  const array = fromNested(nested);
  expect(array.shape).toEqual(shape);
  expect(toNested(array)).toEqual(nested);
});

test("entries stand in row-major order", () => {
  expect([
    ...fromNested([
      [1, 2],
      [3, 4],
    ]).data,
  ]).toEqual([1, 2, 3, 4]);
});

test("any array survives the round trip through JSON", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
  const arrays = shapes.chain((shape) =>
    fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) }).map((x) =>
      ndArray(
        Float64Array.from(x, (v) => v + 0),
        shape,
      ),
    ),
  );
  fc.assert(
    fc.property(arrays, (array) => {
      expect(fromNested(JSON.parse(JSON.stringify(toNested(array))))).toEqual(array);
    }),
  );
});

test("float32 arrays print too", () => {
  expect(toNested(ndArray(new Float32Array([0.5, 1]), [2, 1]))).toEqual([[0.5], [1]]);
});

describe("what is refused, with its place", () => {
  test.each([
    [[[1, 2], [3]], "x[1]: ragged rows: expected 2 entries, as in the first row, found 1. Give every row the same number of entries."],
    [[[], [3]], "x[1]: ragged rows: expected 0 entries, as in the first row, found 1. Give every row the same number of entries."],
    [[[[1, 2]], [[3, 4, 5]]], "x[1][0]: ragged rows: expected 2 entries, as in the first row, found 3. Give every row the same number of entries."],
    [[[1, 2], 3], "x[1]: expected a list of 2, found 3. Nest every entry equally deep."],
    [[1, [2]], "x[1]: expected a finite number, found [2]. Nest every entry equally deep."],
    [[[1, "2"]], 'x[0][1]: expected a finite number, found "2". Replace this entry by a number, or drop its row.'],
    [[[1, Number.NaN]], "x[0][1]: expected a finite number, found NaN. Replace this entry by a number, or drop its row."],
    [[Number.NEGATIVE_INFINITY], "x[0]: expected a finite number, found -Infinity. Replace this entry by a number, or drop its row."],
    [[[1], [null]], "x[1][0]: expected a finite number, found null. Replace this entry by a number, or drop its row."],
    ["text", 'x: expected a finite number, found "text". Replace this entry by a number, or drop its row.'],
    [{ a: 1 }, 'x: expected a finite number, found {"a": 1}. Replace this entry by a number, or drop its row.'],
    [[undefined], "x[0]: expected a finite number, found undefined. Replace this entry by a number, or drop its row."],
  ])("%j", (nested, message) => {
    expect(() => fromNested(nested, "x")).toThrow(InvalidData);
    expect(() => fromNested(nested, "x")).toThrow(message);
  });

  test("the place is called an array where the caller gives no name", () => {
    expect(() => fromNested([1, "a"])).toThrow("array[1]: ");
  });
});
