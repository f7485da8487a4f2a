import { expect, test } from "vitest";
import { batchOrder } from "./batches.ts";

test("an epoch shows every sample once, in an order of its own; the last batch may be smaller", () => {
  const batches = batchOrder(10, 3, 5);
  expect(batches.stepsPerEpoch).toBe(4);
  const epochs = [0, 1, 2].map((epoch) => [0, 1, 2, 3].map((step) => batches.at(4 * epoch + step) ?? []));
  for (const epoch of epochs) {
    expect(epoch.map(({ length }) => length)).toEqual([3, 3, 3, 1]);
    expect(epoch.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
  expect(new Set(epochs.map((epoch) => epoch.flat().join())).size).toBe(3);
});

test("a step has its batch whatever was asked before; other seeds have others", () => {
  const [one, other] = [batchOrder(50, 7, 1), batchOrder(50, 7, 1)];
  const asked = [0, 1, 2, 30, 31].map((step) => one.at(step));
  expect([31, 30, 2, 1, 0].map((step) => other.at(step)).reverse()).toEqual(asked);
  expect(batchOrder(50, 7, 2).at(0)).not.toEqual(asked[0]);
});

test("all samples at once are not shuffled", () => {
  expect(batchOrder(10, undefined, 1).at(3)).toBeUndefined();
  expect(batchOrder(10, 10, 1).at(3)).toBeUndefined();
});
