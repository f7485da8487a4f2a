import { describe, expect, test } from "vitest";
import { InvalidInput } from "./errors.ts";
import { random } from "./random.ts";

const mask = (1n << 64n) - 1n;

/** xoroshiro128+ as its authors print it in C, over BigInt, seeded by SplitMix64: the low 32 bits of each sum. */
function referenceLowHalves(seed: bigint, count: number): number[] {
  let counter = seed & mask;
  const splitMix = () => {
    counter = (counter + 0x9e3779b97f4a7c15n) & mask;
    let z = counter;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  };
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (64n - k))) & mask;
  let s0 = splitMix();
  let s1 = splitMix();
  return Array.from({ length: count }, () => {
    const sum = (s0 + s1) & mask;
    s1 ^= s0;
    s0 = rotate(s0, 24n) ^ s1 ^ ((s1 << 16n) & mask);
    s1 = rotate(s1, 37n);
    return Number(sum & 0xffffffffn);
  });
}

/** Kolmogorov's distribution: above 1.95 with probability 0.001. Φ by a fine trapezoid sum of the density. */
function kolmogorovSmirnovNormal(sample: number[]): number {
  const step = 1e-3;
  const table = new Float64Array(16_001);
  for (let i = 1; i < table.length; i++) {
    const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    table[i] = table[i - 1] + (step / 2) * (density(-8 + step * (i - 1)) + density(-8 + step * i));
  }
  const cumulative = (x: number) => table[Math.round((Math.min(8, Math.max(-8, x)) + 8) / step)];
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  return Math.sqrt(n) * Math.max(...sorted.map((x, i) => Math.max(cumulative(x) - i / n, (i + 1) / n - cumulative(x))));
}

const chiSquared = (counts: number[], expected: number) => counts.reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0);

describe("the stream", () => {
  test("SplitMix64 from 0 begins as published", () => {
    // First output of SplitMix64 for seed 0 (Vigna's splitmix64.c): e220a8397b1dcdaf; the second: 6e789e6aa1b965f4.
    const [first] = referenceLowHalves(0n, 1);
    expect(first).toBe(Number((0xe220a8397b1dcdafn + 0x6e789e6aa1b965f4n) & 0xffffffffn));
  });

  test.each([0, 1, -7, 2 ** 40, Number.MAX_SAFE_INTEGER])("seed %d is xoroshiro128+ over SplitMix64, as printed by its authors", (seed) => {
    const halves = referenceLowHalves(BigInt(seed), 200);
    const stream = random(seed);
    for (let i = 0; i < 200; i += 2) {
      const high = halves[i] & (2 ** 26 - 1);
      const low = halves[i + 1] & (2 ** 27 - 1);
      expect(stream.uniform()).toBe(high * 2 ** -26 + low * 2 ** -53);
    }
  });

  test("its first numbers are pinned: results are repeated from their seed", () => {
    const stream = random(42);
    expect([stream.uniform(), stream.uniform()]).toEqual([0.5804427987926414, 0.23833165799408884]);
    expect([stream.integer(10), stream.integer(10), stream.integer(10), stream.integer(2 ** 32)]).toEqual([0, 7, 9, 4098303824]);
    expect(stream.permutation(8)).toEqual([6, 1, 0, 7, 3, 4, 2, 5]);
    const normals = [stream.normal(), stream.normal(), stream.normal()];
    [0.7653030414490692, 0.1729403735719104, 0.6106058472626822].forEach((z, i) => expect(normals[i]).toBeCloseTo(z, 14));
  });

  test("streams of neighbouring seeds are unrelated from their first number on", () => {
    const n = 4000;
    for (const skip of [0, 1, 2]) {
      const drawn = Array.from({ length: n }, (_, seed) => {
        const stream = random(seed);
        for (let i = 0; i < skip; i++) stream.uniform();
        return stream.uniform() - 0.5;
      });
      const bins = new Array<number>(20).fill(0);
      for (const x of drawn) bins[Math.floor((x + 0.5) * 20)]++;
      expect(chiSquared(bins, n / 20)).toBeLessThan(43.8); // 19 degrees of freedom, p = 0.001
      const lagged = drawn.slice(1).reduce((sum, x, i) => sum + 12 * x * drawn[i], 0) / (n - 1);
      expect(Math.abs(lagged)).toBeLessThan(3.3 / Math.sqrt(n));
    }
  });

  test.each([Number.NaN, 1.5, 2 ** 60, Number.POSITIVE_INFINITY])("refuses the seed %d", (seed) => {
    expect(() => random(seed)).toThrow(InvalidInput);
    expect(() => random(seed)).toThrow(/seed: expected an integer, found .*Give a whole number/);
  });
});

describe("distributions", () => {
  test("uniform fills [0, 1)", () => {
    const stream = random(1);
    const bins = new Array<number>(100).fill(0);
    const drawn = Array.from({ length: 100_000 }, () => stream.uniform());
    for (const u of drawn) bins[Math.floor(u * 100)]++;
    expect(drawn.every((u) => u >= 0 && u < 1)).toBe(true);
    expect(chiSquared(bins, 1000)).toBeLessThan(148.2); // 99 degrees of freedom, p = 0.001
  });

  test("normal has the moments 0, 1, 0, 3 within four standard errors", () => {
    const n = 100_000;
    const stream = random(2);
    const sample = Array.from({ length: n }, () => stream.normal());
    const moment = (k: number) => sample.reduce((sum, x) => sum + x ** k, 0) / n;
    // Var(x^k) = E x^2k − (E x^k)²: 1, 2, 15, 96.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  test("normal fits the normal distribution function, and consecutive draws are uncorrelated", () => {
    const n = 50_000;
    const stream = random(3);
    const sample = Array.from({ length: n }, () => stream.normal());
    expect(kolmogorovSmirnovNormal(sample)).toBeLessThan(1.95);
    const lagged = sample.slice(1).reduce((sum, x, i) => sum + x * sample[i], 0) / (n - 1);
    expect(Math.abs(lagged)).toBeLessThan(4 / Math.sqrt(n));
  });

  test("the goodness-of-fit bound refuses a normal that is 3 % too wide", () => {
    const stream = random(3);
    expect(kolmogorovSmirnovNormal(Array.from({ length: 50_000 }, () => 1.03 * stream.normal()))).toBeGreaterThan(1.95);
  });

  test("permutation: all 24 orders of four are equally frequent", () => {
    const stream = random(4);
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const key = stream.permutation(4).join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquared([...counts.values()], 1000)).toBeLessThan(49.7); // 23 degrees of freedom, p = 0.001
  });

  test("permutation holds every index once; of nothing, it is empty", () => {
    expect(
      random(5)
        .permutation(1000)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(random(5).permutation(0)).toEqual([]);
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 33])("integer refuses %d choices", (n) => {
    expect(() => random(0).integer(n)).toThrow(InvalidInput);
  });
});
