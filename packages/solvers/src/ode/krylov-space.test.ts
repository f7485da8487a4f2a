import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, ndArray, random } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { nested, randomMatrix } from "../../test/fixtures.ts";
import { multiply, transpose } from "../../test/matrices.ts";
import { krylovSpace } from "./krylov-space.ts";
import type { Dual } from "./method.ts";

const on = referenceBackend();
const eigh: Dual["eigh"] = (matrix) =>
  on.scope(async () => {
    const found = await on.eigh(on.tensor(matrix));
    if (found.status !== "ok") throw new Error(found.problem);
    return { values: (await on.read(found.values)).data, vectors: (await on.read(found.vectors)).data };
  });

/** A kernel [n, n] with one eigenvalue far above the others, curvatures [n], and a system whose state is the function alone. */
function system(n: number) {
  const draw = random(4);
  const root = randomMatrix(draw, n, n + 2).map((row) => [...row, 30]);
  const theta = multiply(root, transpose(root));
  const curvatures = Array.from({ length: n }, () => 0.1 + draw.uniform());
  const counter = { products: 0 };
  const lift = async (x: Float64Array) => {
    counter.products++;
    return Float64Array.from(theta, (row) => row.reduce((sum, value, j) => sum + value * x[j], 0));
  };
  const curvature = async (change: Float64Array) => change.map((value, i) => curvatures[i] * value);
  const dual: Dual = { push: async (y) => y, lift, curvature: async () => curvature, eigh };
  const vector = () => Float64Array.from({ length: n }, () => draw.normal());
  /** `Θ φ_1(−t A) x` for `A = C Θ`, by `C^½ Θ C^½ = U λ Uᵀ`: `Θ C^½ U φ_1(−tλ) Uᵀ C^−½ x`. */
  const exact = async (x: Float64Array, t: number) => {
    const half = curvatures.map(Math.sqrt);
    const { values, vectors } = await eigh(fromNested(theta.map((row, i) => row.map((value, j) => half[i] * value * half[j]))));
    const u = nested(ndArray(vectors, [n, n]));
    const modes = [...values].map((value, mode) => (-Math.expm1(-t * value) / (t * value)) * u.reduce((sum, row, i) => sum + (row[mode] * x[i]) / half[i], 0));
    return lift(Float64Array.from(u, (row, i) => half[i] * row.reduce((sum, value, mode) => sum + value * modes[mode], 0)));
  };
  return { dual, curvature, counter, vector, exact };
}

const n = 40;
const distance = (a: Float64Array, b: Float64Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

describe("functions of the Jacobian in a Krylov space", () => {
  test.each([1e-3, 1e-6, 1e-9])("to within about %s, for several vectors in one space", async (allowed) => {
    const { dual, curvature, vector, exact } = system(n);
    const space = krylovSpace(dual, curvature, [0, n], new Float64Array(n).fill(allowed), n);
    for (const x of [vector(), vector()]) {
      for (const t of [1e-4, 1e-2]) {
        expect(await space.grow(x, [{ order: 1, time: t, weight: t }])).toBeLessThanOrEqual(1);
        const found = await space.move([{ order: 1, time: t, weight: t, vector: x }]);
        const wanted = (await exact(x, t)).map((value) => t * value);
        expect(distance(found, wanted)).toBeLessThan(20 * allowed + 1e-12);
      }
    }
  });

  test("a vector close to one that was met costs fewer than half of the products that it costs alone", async () => {
    const { dual, curvature, counter, vector } = system(n);
    const [x, noise] = [vector(), vector()];
    const y = x.map((value, i) => value + 1e-6 * noise[i]);
    const term = { order: 1, time: 0.1, weight: 0.1 } as const;
    const make = () => krylovSpace(dual, curvature, [0, n], new Float64Array(n).fill(1e-4), n);
    const shared = make();
    await shared.grow(x, [term]);
    counter.products = 0;
    await shared.grow(y, [term]);
    const together = counter.products;
    counter.products = 0;
    await make().grow(y, [term]);
    expect(together).toBeLessThan(counter.products / 2);
  });

  test("a space that may not grow as far says what is left; nothing to do needs no space", async () => {
    const { dual, curvature, vector } = system(n);
    const space = krylovSpace(dual, curvature, [0, n], new Float64Array(n).fill(1e-9), 4);
    expect(await space.grow(vector(), [{ order: 1, time: 1, weight: 1 }])).toBeGreaterThan(1);
    const empty = krylovSpace(dual, curvature, [0, n], new Float64Array(n).fill(1e-9), 4);
    expect(await empty.grow(new Float64Array(n), [{ order: 1, time: 1, weight: 1 }])).toBe(0);
    expect([...(await empty.move([]))]).toEqual(Array(n).fill(0));
    expect(await empty.radius()).toBe(0);
  });
});
