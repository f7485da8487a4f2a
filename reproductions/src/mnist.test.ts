import { ndArray } from "@ntkit/core";
import { expect, test } from "vitest";
import { prepareMnist } from "./mnist.ts";

/** Two-by-two images of which the first pixel tells the row in the file. */
function images(count: number) {
  const data = Float64Array.from({ length: 4 * count }, (_, i) => (i % 4 === 0 ? Math.floor(i / 4) : (7 * i) % 256));
  return ndArray(data, [count, 2, 2]);
}
const labels = (count: number, label: (i: number) => number) =>
  ndArray(
    Float64Array.from({ length: count }, (_, i) => label(i)),
    [count],
  );

test("the recipe: ten thousand left out, the first n/10 of each class, one mean for all, every image to mean 0 and variance 1", () => {
  const mnist = {
    train: { images: images(10_100), labels: labels(10_100, (i) => (i < 10_010 ? 3 : i % 10)) },
    test: { images: images(5), labels: labels(5, (i) => 9 - i) },
  };
  const { train, test: asked } = prepareMnist(mnist, 20);
  // Class 3 has its first two at 10,000 and 10,001; the others theirs from 10,010 on.
  expect([...train.labels]).toEqual([3, 3, 0, 1, 2, 4, 5, 6, 7, 8, 9, 0, 1, 2, 4, 5, 6, 7, 8, 9]);
  expect(train.inputs.shape).toEqual([20, 4]);
  expect([...asked.labels]).toEqual([9, 8, 7, 6, 5]);
  for (const { inputs } of [train, asked]) {
    for (let i = 0; i < inputs.shape[0]; i++) {
      const row = inputs.data.subarray(4 * i, 4 * i + 4);
      expect(row.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 12);
      expect(row.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(4, 12);
    }
  }
  const first = [10_000, (7 * 40_001) % 256, (7 * 40_002) % 256, (7 * 40_003) % 256];
  const mean = first.reduce((sum, x) => sum + x, 0) / 4;
  const deviation = Math.sqrt(first.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4);
  first.forEach((x, j) => expect(train.inputs.data[j]).toBeCloseTo((x - mean) / deviation, 10));
});
