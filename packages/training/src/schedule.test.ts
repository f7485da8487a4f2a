import { expect, test } from "vitest";
import { isDue } from "./schedule.ts";

const upTo = (last: number, due: (step: number) => boolean) => Array.from({ length: last + 1 }, (_, step) => step).filter(due);

test("which steps a schedule means", () => {
  expect(upTo(25, isDue({ every: 10 }))).toEqual([0, 10, 20]);
  expect(upTo(25, isDue({ steps: [3, 7, 90] }))).toEqual([3, 7]);
  expect(upTo(1000, isDue({ perDecade: 2 }))).toEqual([0, 1, 3, 10, 32, 100, 316, 1000]);
  const spaced = upTo(10_000, isDue({ perDecade: 20 }));
  expect(spaced).toEqual([...new Set([0, ...Array.from({ length: 81 }, (_, i) => Math.round(10 ** (i / 20)))])]);
});
