import { InvalidInput } from "@ntkit/core";
import { expect, test } from "vitest";
import { logTimes, timeToReach } from "./times.ts";

test("times evenly spaced in their logarithm, ends exact", () => {
  const times = logTimes(0.01, 1000, 6);
  expect(times[0]).toBe(0.01);
  expect(times[5]).toBe(1000);
  for (let i = 1; i < 6; i++) expect(times[i] / times[i - 1]).toBeCloseTo(10, 12);
  expect(() => logTimes(0, 1, 5)).toThrow(InvalidInput);
  expect(() => logTimes(1, Infinity, 5)).toThrow("Add 0 and Infinity yourself");
});

const evaluating = (f: (t: number) => number) => async (times: readonly number[]) => times.map(f);

test("when 1 − e^(−t) reaches fractions of 1: −log(1 − fraction)", async () => {
  const reached = await timeToReach(
    evaluating((t) => -Math.expm1(-t)),
    { times: [0, ...logTimes(0.01, 100, 9)], tolerance: 1e-10 },
  );
  expect(reached.map(({ fraction }) => fraction)).toEqual([0.5, 0.9, 0.99]);
  for (const { fraction, time } of reached) expect((time ?? NaN) / -Math.log1p(-fraction)).toBeCloseTo(1, 9);
});

test("the first crossing of a quantity that rises, falls and rises again, in steps", async () => {
  const steps = (t: number) => (t < 3 ? 0.1 : t < 7 ? 0.8 : t < 20 ? 0.4 : 1);
  const reached = await timeToReach(evaluating(steps), { times: [1, 5, 10, 50], fractions: [0.5, 0.9], tolerance: 1e-6 });
  expect(reached[0].time).toBeCloseTo(3, 4);
  expect(reached[1].time).toBeCloseTo(20, 3);
  // What is returned is a time at which the level is reached.
  for (const { time, level } of reached) expect(steps(time ?? NaN)).toBeGreaterThanOrEqual(level);
});

test("reached at the first time, right after 0, or never", async () => {
  expect(
    (
      await timeToReach(
        evaluating(() => 1),
        { times: [0, 1], fractions: [0.5] },
      )
    )[0].time,
  ).toBe(0);
  const jump = (
    await timeToReach(
      evaluating((t) => (t > 0 ? 1 : 0)),
      { times: [0, 1], fractions: [0.5], tolerance: 0.01 },
    )
  )[0].time;
  expect(jump).toBeGreaterThan(0);
  expect(jump).toBeLessThan(0.02);
  expect(
    await timeToReach(
      evaluating((t) => (t === Infinity ? 2 : 0.5)),
      { times: [0, 1, 2], fractions: [0.5] },
    ),
  ).toEqual([{ fraction: 0.5, level: 1, time: null }]);
});
