import { InvalidData, InvalidInput, type NDArray, ndArray, random, ShapeMismatch } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitSupportVectors } from "./support-vectors.ts";

type Point = readonly [number, number];

const gaussian = (rows: readonly Point[], columns: readonly Point[]): NDArray =>
  ndArray(Float64Array.from(rows.flatMap(([a, b]) => columns.map(([c, d]) => Math.exp(-((a - c) ** 2) - (b - d) ** 2)))), [rows.length, columns.length]);
const inner = (rows: readonly Point[], columns: readonly Point[]): NDArray =>
  ndArray(Float64Array.from(rows.flatMap(([a, b]) => columns.map(([c, d]) => a * c + b * d))), [rows.length, columns.length]);

const cloud = (n: number, seed: number): Point[] => {
  const stream = random(seed);
  return Array.from({ length: n }, (): Point => [1.5 * stream.normal(), 1.5 * stream.normal()]);
};
const rings = (points: readonly Point[]) => points.map(([a, b]) => (a * a + b * b < 1 ? 0 : a < 0 ? 1 : 2));

test("two points: the line in the middle between them", async () => {
  // w = 2 (p − q)/|p − q|², so that the margins touch both points; α = 2/|p − q|² each.
  const points: Point[] = [
    [3, 0],
    [1, 0],
  ];
  const { machines, decide, predict } = await fitSupportVectors({ kernel: inner(points, points), labels: [4, 7], C: 10, tolerance: 1e-10 });
  expect(machines).toHaveLength(1);
  expect(machines[0]).toMatchObject({ first: 4, second: 7, samples: [0, 1], rho: 2 });
  machines[0].coefficients.forEach((value, s) => expect(value).toBeCloseTo([0.5, -0.5][s], 9));
  const asked: Point[] = [
    [2.5, 8],
    [1.9, -3],
  ];
  decide(inner(asked, points)).data.forEach((value, i) => expect(value).toBeCloseTo([0.5, -0.1][i], 8));
  expect([...predict(inner(asked, points))]).toEqual([4, 7]);
});

test("every machine meets the optimality conditions of its dual problem, for every C and any order of labels", async () => {
  const setting = fc.record({
    seed: fc.integer(),
    n: fc.integer({ min: 12, max: 60 }),
    power: fc.integer({ min: -2, max: 3 }),
    shift: fc.integer({ min: 0, max: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(setting, async ({ seed, n, power, shift }) => {
      const points = cloud(n, seed);
      const labels = rings(points).map((label) => 5 * ((label + shift) % 3));
      fc.pre(new Set(labels).size > 1);
      const kernel = gaussian(points, points);
      const C = 10 ** power;
      const { machines, classes } = await fitSupportVectors({ kernel, labels, C, tolerance: 1e-6 });
      expect(machines).toHaveLength((classes.length * (classes.length - 1)) / 2);
      for (const { first, second, samples, coefficients } of machines) {
        expect(Math.abs(coefficients.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9 * C * n);
        // −y ∂/∂α of the dual, y − Σ y_t α_t K_st: those that may still rise stay below those that may still fall.
        let [rise, fall] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
        labels.forEach((label, s) => {
          if (label !== first && label !== second) return;
          const y = label === first ? 1 : -1;
          const alpha = samples.includes(s) ? y * coefficients[samples.indexOf(s)] : 0;
          expect(alpha).toBeGreaterThanOrEqual(0);
          expect(alpha).toBeLessThanOrEqual(C * (1 + 1e-12));
          const force = y - samples.reduce((sum, t, k) => sum + coefficients[k] * kernel.data[s * n + t], 0);
          if (y > 0 ? alpha < C : alpha > 0) rise = Math.max(rise, force);
          if (y > 0 ? alpha > 0 : alpha < C) fall = Math.min(fall, force);
        });
        expect(rise - fall).toBeLessThan(1e-5);
      }
    }),
    { numRuns: 30 },
  );
});

test("three classes in the plane are learnt, and the same numbers give the same model", async () => {
  const [train, asked] = [cloud(150, 1), cloud(400, 2)];
  const problem = { kernel: gaussian(train, train), labels: rings(train), C: 100 };
  const model = await fitSupportVectors(problem);
  const predicted = model.predict(gaussian(asked, train));
  const right = rings(asked).filter((label, i) => label === predicted[i]).length / 400;
  expect(model.classes).toEqual([0, 1, 2]);
  expect(right).toBeGreaterThan(0.93);
  expect((await fitSupportVectors(problem)).machines).toEqual(model.machines);
});

test("votes: the class that wins most pairs, the lowest of equals", async () => {
  const train = cloud(60, 3);
  const { machines, decide, predict, classes } = await fitSupportVectors({ kernel: gaussian(train, train), labels: rings(train), C: 1 });
  const cross = gaussian(cloud(300, 4), train);
  const values = decide(cross).data;
  const expected = Array.from({ length: 300 }, (_, row) => {
    const wins = classes.map((one) => machines.filter(({ first, second }, k) => (values[3 * row + k] > 0 ? first : second) === one).length);
    return classes[wins.indexOf(Math.max(...wins))];
  });
  expect([...predict(cross)]).toEqual(expected);
});

test("loading LIBSVM leaves the process as it was", async () => {
  const before = process.listeners("unhandledRejection");
  await fitSupportVectors({ kernel: ndArray(Float64Array.of(1, 0, 0, 1), [2, 2]), labels: [0, 1], C: 1 });
  expect(process.listeners("unhandledRejection")).toEqual(before);
});

describe("what is refused", () => {
  const kernel = ndArray(Float64Array.of(1, 0, 0, 1), [2, 2]);

  test.each([
    { name: "too few labels", problem: { kernel, labels: [0], C: 1 }, error: ShapeMismatch, message: "kernel: expected [1, 1], found [2, 2]" },
    {
      name: "one class",
      problem: { kernel, labels: [3, 3], C: 1 },
      error: InvalidData,
      message: "labels: samples of at least two classes are needed, found class 3 alone",
    },
    {
      name: "no class",
      problem: { kernel, labels: [0, 0.5], C: 1 },
      error: InvalidData,
      message: "labels[1]: expected a class, a whole number from 0, found 0.5",
    },
    { name: "C = 0", problem: { kernel, labels: [0, 1], C: 0 }, error: InvalidInput, message: "C: expected a positive number, found 0" },
    {
      name: "NaN",
      problem: { kernel: ndArray(Float64Array.of(1, 0, Number.NaN, 1), [2, 2]), labels: [0, 1], C: 1 },
      error: InvalidData,
      message: "kernel[1][0]: expected a finite number, found NaN",
    },
  ])("$name", async ({ problem, error, message }) => {
    await expect(fitSupportVectors(problem)).rejects.toThrow(error);
    await expect(fitSupportVectors(problem)).rejects.toThrow(message);
  });

  test("a cross kernel against other training samples", async () => {
    const { predict } = await fitSupportVectors({ kernel, labels: [0, 1], C: 1 });
    expect(() => predict(ndArray(new Float64Array(3), [1, 3]))).toThrow("cross: expected [samples, 2], found [1, 3]");
  });
});
