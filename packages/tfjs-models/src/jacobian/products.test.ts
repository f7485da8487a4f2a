import fc from "fast-check";
import { expect, it } from "vitest";
import { innerProducts } from "./products.ts";

/** Small whole numbers, whose sums are exact in whatever order. */
const numbers = (count: number, seed: number) => Float32Array.from({ length: count }, (_, i) => ((i * 7919 + seed * 104_729) % 41) - 20);

it("are the sums that they should be, whatever the numbers of rows and wherever these begin", () => {
  const size = fc.integer({ min: 0, max: 9 });
  const length = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1020, max: 2060 }));
  fc.assert(
    fc.property(size, size, length, fc.boolean(), fc.nat(100), (rows, columns, length, symmetric, seed) => {
      const n = symmetric ? rows : columns;
      const [a, b] = [numbers(2 * rows * length, seed), numbers(n * length, seed + 1)];
      // Every other row of a, and the rows of b from the last to the first.
      const left = Array.from({ length: rows }, (_, i) => 2 * i * length);
      const right = symmetric ? left : Array.from({ length: n }, (_, j) => (n - 1 - j) * length);
      const found = innerProducts(a, left, symmetric ? a : b, right, length, symmetric);
      for (let i = 0; i < rows; i++) {
        for (let j = symmetric ? i : 0; j < n; j++) {
          let sum = 0;
          for (let k = 0; k < length; k++) sum += a[left[i] + k] * (symmetric ? a : b)[right[j] + k];
          expect(found[i * n + j]).toBe(sum);
        }
      }
    }),
  );
});
