import { fromNested, InvalidData, ndArray, ShapeMismatch } from "@ntkit/core";
import { expect, test } from "vitest";
import { accuracy, argmax } from "./accuracy.ts";

const predictions = fromNested([
  [0.1, 0.9, 0],
  [-1, -2, -3],
  [0.5, 0.5, 0.2],
  [0, 1, 2],
]);

test("the largest output, the first of equals, and the share of hits", () => {
  expect(argmax(predictions)).toEqual([1, 0, 0, 2]);
  expect(accuracy(predictions, [1, 0, 1, 2])).toBe(0.75);
});

test("what has no largest output or no label", () => {
  expect(() => argmax(ndArray(Float64Array.of(0, NaN), [1, 2]))).toThrow(InvalidData);
  expect(() => argmax(ndArray(Float64Array.of(0, NaN), [1, 2]))).toThrow("predictions[0][1]");
  expect(() => argmax(fromNested([1, 2]))).toThrow(ShapeMismatch);
  expect(() => accuracy(predictions, [1])).toThrow("labels: expected one label for each of 4 predictions, and at least one, found 1.");
  expect(() => accuracy(ndArray(new Float64Array(0), [0, 3]), [])).toThrow(ShapeMismatch);
});
