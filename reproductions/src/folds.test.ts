import { random } from "@ntkit/core";
import { expect, test } from "vitest";
import { stratifiedFolds } from "./folds.ts";

test("every sample is in one fold, every class in each fold by its share", () => {
  const labels = Array.from({ length: 178 }, (_, i) => (i < 59 ? 0 : i < 130 ? 1 : 2));
  const parts = stratifiedFolds(labels, 4, random(3));
  expect(parts.flat().sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
  for (const label of [0, 1, 2]) {
    const counts = parts.map((part) => part.filter((i) => labels[i] === label).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
  expect(parts.map((part) => part.length).sort()).toEqual([44, 44, 45, 45]);
  expect(stratifiedFolds(labels, 4, random(4))).not.toEqual(parts);
});
