import { describe, expect, test } from "vitest";
import { ok } from "../test/fixtures.ts";
import { readSpectrum } from "./spectrum.ts";

const read = (values: readonly number[], ridge = 0, dtype: "float64" | "float32" = "float64", tolerances = {}) =>
  readSpectrum(Float64Array.from(values), { ridge, dtype, ...tolerances });

describe("what eigenvalues say", () => {
  test("a well-posed kernel, with its ridge", () => {
    const { spectrum, modes } = ok(read([1, 2, 7], 1));
    expect([...modes]).toEqual([2, 3, 8]);
    expect([...spectrum.eigenvalues.data]).toEqual([1, 2, 7]);
    expect(spectrum).toMatchObject({ largest: 8, smallest: 2, conditionNumber: 4, rank: 3, clamped: { count: 0, size: 0 } });
  });

  test("up to n ε of the largest is zero, in the precision of the backend", () => {
    const values = [1e-16, 1e-8, 0.5, 1];
    expect([...ok(read(values)).modes]).toEqual([0, 1e-8, 0.5, 1]);
    expect([...ok(read(values, 0, "float32")).modes]).toEqual([0, 0, 0.5, 1]);
    expect(ok(read(values)).spectrum).toMatchObject({ rank: 3, conditionNumber: Infinity, rankTolerance: 4 * 2 ** -52 });
    expect(ok(read(values, 0, "float64", { rankTolerance: 0.6 })).spectrum.rank).toBe(1);
  });

  test("what is no larger than the largest negative eigenvalue is as wrong as it is", () => {
    const { spectrum, modes } = ok(read([-3e-10, -1e-12, 2e-10, 4e-10, 1]));
    expect([...modes]).toEqual([0, 0, 0, 4e-10, 1]);
    expect(spectrum).toMatchObject({ rank: 2, rankTolerance: 3e-10, clamped: { count: 2, size: 3e-10 } });
  });

  test("clearly negative is refused: beyond √ε of the largest, unless the ridge lifts it or the tolerance lets it pass", () => {
    expect(read([-1e-7, 1])).toMatchObject({ status: "indefinite", smallestEigenvalue: -1e-7, largestEigenvalue: 1 });
    expect(read([-1e-7, 1], 2e-7).status).toBe("ok");
    expect(read([-1e-7, 1], 0, "float32").status).toBe("ok");
    expect(read([-1e-7, 1], 0, "float64", { indefiniteTolerance: 1e-6 }).status).toBe("ok");
    expect(read([-2, -1])).toMatchObject({ status: "indefinite" });
  });

  test("a kernel of zeros", () => {
    expect(ok(read([0, 0])).spectrum).toMatchObject({ largest: 0, rank: 0, conditionNumber: Infinity, clamped: { count: 0, size: 0 } });
  });
});
