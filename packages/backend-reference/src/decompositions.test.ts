import { random } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choleskyFactor, symmetricEigensystem } from "./decompositions.ts";
import { symmetricRowProducts } from "./products.ts";

/** `scale · x xᵀ` for normals x [n, d] of which row `copy` repeats row 0 (if copy is not 0). */
function gram(n: number, d: number, seed: number, copy = 0, scale = 1): Float64Array {
  const stream = random(seed);
  const x = Float64Array.from({ length: n * d }, () => stream.normal());
  x.copyWithin(copy * d, 0, d);
  return symmetricRowProducts(x, n, d, scale);
}

const withRidge = (a: Float64Array, n: number, ridge: number) => a.map((value, at) => (at % (n + 1) === 0 ? value + ridge : value));

describe("choleskyFactor", () => {
  it("finds the duplicate, whatever the sign of its rounding error, and its remedy works", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.integer(), fc.constantFrom(1e-12, 1, 1e9), (n, seed, scale) => {
        const copy = n - 1;
        const a = gram(n, 40, seed, copy, scale);
        const result = choleskyFactor(a, n);
        expect(result).toMatchObject({ status: "not-positive-definite", pivot: { index: copy } });
        const ridge = Number(/ridge of at least (\S+)/.exec("remedy" in result ? result.remedy : "")?.[1]);
        expect(choleskyFactor(withRidge(a, n, ridge), n).status).toBe("ok");
      }),
      { numRuns: 100 },
    );
  });

  it("tells singular from indefinite", () => {
    const singular = choleskyFactor(Float64Array.of(1, 1, 1, 1), 2);
    expect(singular).toMatchObject({ problem: expect.stringContaining("singular to working precision"), remedy: expect.stringContaining("drop input 1") });
    const indefinite = choleskyFactor(Float64Array.of(1, 2, 2, 1), 2);
    expect(indefinite).toMatchObject({
      pivot: { index: 1, value: -3 },
      problem: expect.stringContaining("indefinite"),
      remedy: expect.stringContaining("at least 3.0"),
    });
  });

  it("takes ill-conditioned matrices whose pivots are no rounding errors", () => {
    const a = Float64Array.of(1, 1, 1, 1 + 1e-12);
    expect(choleskyFactor(a, 2).status).toBe("ok");
  });

  it("accepts asymmetry of the size of rounding", () => {
    expect(choleskyFactor(Float64Array.of(2, 1, 1 + 1e-15, 2), 2).status).toBe("ok");
  });
});

describe("symmetricEigensystem", () => {
  it("keeps the trace and the sum of squares", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer(), (n, d, seed) => {
        const a = gram(n, d, seed);
        const result = symmetricEigensystem(a, n);
        if (result.status !== "ok") throw new Error(result.problem);
        const trace = a.reduce((sum, value, at) => (at % (n + 1) === 0 ? sum + value : sum), 0);
        const squares = a.reduce((sum, value) => sum + value * value, 0);
        expect(Math.abs(result.values.reduce((sum, v) => sum + v, 0) - trace) / trace).toBeLessThan(1e-13);
        expect(Math.abs(result.values.reduce((sum, v) => sum + v * v, 0) - squares) / squares).toBeLessThan(1e-13);
        // A Gram matrix of d features has n − d zeros.
        for (let k = 0; k < n - d; k++) expect(Math.abs(result.values[k]) / trace).toBeLessThan(1e-14);
      }),
      { numRuns: 60 },
    );
  });

  it("is at home at both ends of the range of numbers", () => {
    for (const size of [1e307, 1e-300]) {
      const result = symmetricEigensystem(Float64Array.of(size, 2 * size, 2 * size, size), 2);
      if (result.status !== "ok") throw new Error(result.problem);
      expect(result.values[0] / size).toBeCloseTo(-1, 13);
      expect(result.values[1] / size).toBeCloseTo(3, 13);
    }
  });

  it("reports an eigenvalue that no float64 holds", () => {
    const result = symmetricEigensystem(Float64Array.of(1e308, 1.7e308, 1.7e308, 1e308), 2);
    expect(result).toMatchObject({ status: "not-finite", problem: expect.stringContaining("too large"), remedy: expect.stringContaining("Divide") });
  });
});
