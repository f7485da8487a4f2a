import { random } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowNorms, rowProducts, runLength, symmetricRowProducts, transposed } from "./products.ts";

/** The same product, one entry after the other. */
const entryByEntry = (a: Float64Array, b: Float64Array, n: number, m: number, d: number, scale: number) =>
  Float64Array.from({ length: n * m }, (_, at) => {
    const [row, column] = [Math.floor(at / m) * d, (at % m) * d];
    let sum = 0;
    for (let from = 0; from < d; from += runLength) {
      let run = 0;
      for (let k = from; k < Math.min(d, from + runLength); k++) run += a[row + k] * b[column + k];
      sum += run;
    }
    return scale * sum;
  });

const numbers = (count: number, seed: number) => {
  const stream = random(seed);
  return Float64Array.from({ length: count }, () => stream.normal());
};

// Lengths up to 12 000 make blocks of a single tile, so that every edge of tiles and blocks is met.
const length = fc.integer({ min: 0, max: 14 });
const features = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(2500, 5000, 12_000));

describe("products of rows", () => {
  it("equal the plain loops to the last bit", () => {
    fc.assert(
      fc.property(length, length, features, fc.integer(), (n, m, d, seed) => {
        const [a, b] = [numbers(n * d, seed), numbers(m * d, seed + 1)];
        expect(rowProducts(a, b, { n, m, d }, 0.3)).toEqual(entryByEntry(a, b, n, m, d, 0.3));
        const square = entryByEntry(a, a, n, n, d, 0.3);
        expect(symmetricRowProducts(a, n, d, 0.3)).toEqual(square);
        expect(rowNorms(a, n, d, 0.3)).toEqual(square.filter((_, at) => at % (n + 1) === 0));
      }),
      { numRuns: 40 },
    );
  });

  it("mirror and transpose across blocks", () => {
    const [n, m, d] = [53, 37, 2];
    const x = numbers(n * d, 5);
    expect(symmetricRowProducts(x, n, d, 1)).toEqual(entryByEntry(x, x, n, n, d, 1));
    const a = numbers(n * m, 6);
    expect(transposed(a, n, m)).toEqual(Float64Array.from({ length: n * m }, (_, at) => a[(at % n) * m + Math.floor(at / n)]));
  });
});
