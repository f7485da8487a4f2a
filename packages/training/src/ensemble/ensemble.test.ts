import { referenceBackend } from "@ntkit/backend-reference";
import { InvalidData, ndArray, random } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { architecture, data } from "../../test/fixtures.ts";
import { ensembleStatistics, histogram, kolmogorovDistribution, testNormality, train, trainEnsemble } from "../index.ts";

const on = referenceBackend();

test("Kolmogorov's distribution has the values that its authors print (Marsaglia, Tsang & Wang 2003)", () => {
  expect(kolmogorovDistribution(10, 0.274)).toBeCloseTo(0.6284796154565, 12);
  expect(kolmogorovDistribution(2000, 0.04)).toBeCloseTo(0.99676943191713676985, 7);
});

test.each([
  // Critical values of D_n (Miller 1956, Journal of the American Statistical Association 51, table 1): n, level, d.
  [5, 0.05, 0.56328],
  [10, 0.05, 0.40925],
  [20, 0.01, 0.35241],
  [20, 0.05, 0.29408],
])("and the critical values of the tables: n = %d, level %d", (n, level, d) => {
  expect(1 - kolmogorovDistribution(n, d)).toBeCloseTo(level, 4);
});

test("Kolmogorov's distribution for one number is uniform, and for any it grows from 0 to 1", () => {
  expect(kolmogorovDistribution(1, 0.75)).toBeCloseTo(0.5, 14);
  const values = Array.from({ length: 101 }, (_, i) => kolmogorovDistribution(30, i / 100));
  expect([values[0], values[100]]).toEqual([0, 1]);
  for (let i = 1; i <= 100; i++) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1] - 1e-12);
});

describe("the test of normality", () => {
  const draws = (seed: number, count: number, of: (r: ReturnType<typeof random>) => number) => {
    const source = random(seed);
    return Array.from({ length: count }, () => of(source));
  };

  test("gives p-values that are uniform for numbers of the Gaussian", () => {
    const pValues = Array.from(
      { length: 400 },
      (_, seed) =>
        testNormality(
          draws(seed, 25, ({ normal }) => 3 + 2 * normal()),
          { mean: 3, deviation: 2 },
        ).pValue,
    );
    const tenths = Array.from({ length: 10 }, (_, i) => pValues.filter((p) => p >= i / 10 && p < (i + 1) / 10).length);
    expect(tenths.reduce((sum, count) => sum + (count - 40) ** 2 / 40, 0)).toBeLessThan(27.9); // 9 degrees of freedom, p = 0.001
  });

  test("refuses another mean, another deviation and another shape", () => {
    const gaussian = { mean: 0, deviation: 1 };
    expect(
      testNormality(
        draws(1, 500, ({ normal }) => normal()),
        gaussian,
      ).pValue,
    ).toBeGreaterThan(0.01);
    expect(
      testNormality(
        draws(1, 500, ({ normal }) => normal() + 0.2),
        gaussian,
      ).pValue,
    ).toBeLessThan(0.01);
    expect(
      testNormality(
        draws(1, 500, ({ normal }) => 1.5 * normal()),
        gaussian,
      ).pValue,
    ).toBeLessThan(0.01);
    expect(
      testNormality(
        draws(1, 500, ({ uniform }) => (uniform() - 0.5) * Math.sqrt(12)),
        gaussian,
      ).pValue,
    ).toBeLessThan(0.01);
    expect(testNormality([0.5], gaussian)).toMatchObject({ statistic: 0.6914624612740131, count: 1 });
    expect(() => testNormality([Number.NaN], gaussian)).toThrow(InvalidData);
    expect(() => testNormality([1], { mean: 0, deviation: 0 })).toThrow("deviation: expected a positive number");
  });
});

test("a histogram counts every number once, beside what the Gaussian expects", () => {
  const { edges, counts, expected } = histogram([-9, -0.1, 0.1, 0.2, 1], { mean: 0, deviation: 1 }, 6);
  expect(edges).toEqual([-9, -6, -3, 0, 3, 6, 9]);
  expect(counts).toEqual([1, 0, 1, 3, 0, 0]);
  expect(expected.reduce((sum, value) => sum + value, 0)).toBeCloseTo(5, 10);
  expect(expected[3]).toBeCloseTo(5 * 0.4986501019683699, 12);
});

test("statistics over members are the textbook ones", () => {
  const statistics = ensembleStatistics(ndArray(Float64Array.of(1, 2, 3, 6, 5, 1), [3, 2, 1]));
  expect(statistics.mean.data).toEqual(Float64Array.of(3, 3));
  expect(statistics.variance.data).toEqual(Float64Array.of(4, 7));
  expect(statistics.covariance.data).toEqual(Float64Array.of(4, -1, -1, 7));
  expect(statistics.error.data[0]).toBeCloseTo(2 / Math.sqrt(3), 14);
  expect(statistics.skewness.data[0]).toBeCloseTo(0, 14);
  expect(statistics.excessKurtosis.data[0]).toBeCloseTo(-1.5, 14);
  expect(() => ensembleStatistics(ndArray(new Float64Array(2), [1, 2, 1]))).toThrow(InvalidData);
});

test("members are trainings of their own, those that diverge are named, and a stop keeps those that are done", async () => {
  const options = { on, architecture, ...data, steps: 5 };
  const { seeds, train: outputs, test: tested, status } = await trainEnsemble({ ...options, seeds: [4, 7] });
  expect({ seeds, status, shapes: [outputs.shape, tested?.shape] }).toEqual({
    seeds: [4, 7],
    status: "finished",
    shapes: [
      [2, 4, 2],
      [2, 3, 2],
    ],
  });
  const alone = await train({ ...options, seed: 7 });
  expect([...outputs.data.subarray(8)]).toEqual([...alone.outputs.train.data]);
  const control = new AbortController();
  const stopped = await trainEnsemble({
    ...options,
    seeds: [1, 2, 3],
    signal: control.signal,
    onMember: (_, index) => (index === 1 ? control.abort() : undefined),
  });
  expect(stopped).toMatchObject({ status: "stopped", seeds: [1, 2] });
  const wild = await trainEnsemble({ ...options, steps: 200, seeds: [1], optimiser: { kind: "gradient-descent", learningRate: 500 } });
  expect(wild).toMatchObject({ seeds: [], diverged: [1] });
});
