import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, random } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { nested, ok, randomMatrix } from "../../test/fixtures.ts";
import { add, identity, largest, type Matrix, multiply, scale, subtract, transpose } from "../../test/matrices.ts";
import { probeEdges } from "./edges.ts";
import { type KrylovBasis, lanczos } from "./lanczos.ts";
import { symmetricProduct } from "./product.ts";
import { edges } from "./tridiagonal.ts";

const on = referenceBackend();
const never = () => false;
const product = (a: Matrix, ridge = 0) => symmetricProduct(on, on.tensor(fromNested(a)), ridge);
const psd = (seed: number, n: number, rank: number): Matrix => {
  const g = randomMatrix(random(seed), n, rank);
  return multiply(g, transpose(g));
};
const eigenvaluesOf = async (a: Matrix): Promise<Float64Array> => {
  const result = await on.eigh(on.tensor(fromNested(a)));
  if (result.status !== "ok") throw new Error(result.problem);
  return (await on.read(result.values)).data;
};
const tridiagonal = ({ diagonal, offDiagonal }: Pick<KrylovBasis, "diagonal" | "offDiagonal">): Matrix =>
  diagonal.map((value, i) => diagonal.map((_, j) => (i === j ? value : Math.abs(i - j) === 1 ? offDiagonal[Math.min(i, j)] : 0)));
const start = (seed: number, n: number) => Float64Array.from(randomMatrix(random(seed), 1, n)[0]);

test("A V = V T + β v e_kᵀ, V orthonormal, b = norm v_1: for several vectors, the last a multiple of an eigenvector", async () => {
  const a = psd(1, 12, 20);
  const eigh = await on.eigh(on.tensor(fromNested(a)));
  if (eigh.status !== "ok") throw new Error(eigh.problem);
  const eigenvector = Float64Array.from(transpose(nested(await on.read(eigh.vectors)))[5].map((x) => 3 * x));
  const matrix = product(a);
  const starts = [start(2, 12), start(3, 12), eigenvector, new Float64Array(12)];
  const bases = await lanczos(matrix, starts, 7, 1e-13, never);
  expect(matrix.count()).toBe(7);
  expect(bases.map(({ vectors }) => vectors.length)).toEqual([7, 7, 1, 0]);
  expect(bases.map(({ closed }) => closed)).toEqual([false, false, true, true]);
  bases.slice(0, 3).forEach((basis, index) => {
    const v = transpose(basis.vectors.map((vector) => [...vector]));
    const k = basis.vectors.length;
    expect(largest(subtract(multiply(transpose(v), v), identity(k)))).toBeLessThan(1e-14);
    expect(largest(subtract(multiply(transpose(v), multiply(a, v)), tridiagonal(basis)))).toBeLessThan(1e-12);
    const rest = subtract(multiply(a, v), multiply(v, tridiagonal(basis)));
    const beta = Math.hypot(...rest.map((row) => row[k - 1]));
    expect(beta).toBeCloseTo(basis.offDiagonal[k - 1], 11);
    expect(
      largest(
        subtract(
          rest,
          rest.map((row) => row.map((x, j) => (j === k - 1 ? x : 0))),
        ),
      ),
    ).toBeLessThan(1e-12);
    expect(Math.max(...basis.vectors[0].map((x, i) => Math.abs(x * basis.norm - starts[index][i])))).toBeLessThan(1e-14);
  });
});

test("the space closes after as many steps as there are distinct eigenvalues", async () => {
  const [basis] = await lanczos(product(add(psd(4, 30, 3), scale(identity(30), 2))), [start(5, 30)], 30, 1e-12, never);
  expect(basis.closed).toBe(true);
  expect(basis.vectors.length).toBe(4);
});

test("it stops where it is told to, each space for itself", async () => {
  const bases = await lanczos(product(psd(6, 10, 10)), [start(7, 10), start(8, 10)], 10, 1e-13, ({ vectors, norm }) => vectors.length >= (norm > 3 ? 2 : 4));
  expect(bases.map(({ vectors, norm }) => vectors.length === (norm > 3 ? 2 : 4))).toEqual([true, true]);
});

describe("edges of the spectrum", () => {
  test("of a tridiagonal matrix: those of its eigendecomposition", async () => {
    const source = random(9);
    for (const n of [1, 2, 9]) {
      const matrix = { diagonal: Array.from({ length: n }, () => source.normal()), offDiagonal: Array.from({ length: n }, () => source.normal()) };
      const values = await eigenvaluesOf(tridiagonal(matrix));
      const { smallest, largest: most } = edges(matrix);
      expect(smallest).toBeCloseTo(values[0], 13);
      expect(most).toBeCloseTo(values[n - 1], 13);
    }
  });

  test("also where pivots vanish: [[0, 1], [1, 0]] and a matrix of zeros", () => {
    const swap = edges({ diagonal: [0, 0, 0], offDiagonal: [1, 0, 0] });
    expect(swap.smallest).toBeCloseTo(-1, 13);
    expect(swap.largest).toBeCloseTo(1, 13);
    expect(edges({ diagonal: [0, 0], offDiagonal: [0, 0] })).toEqual({ smallest: 0, largest: 0 });
  });

  test("of a matrix, by a few products: the largest and an outlier below, with the ridge", async () => {
    const a = psd(10, 60, 60).map((row, i) => row.map((x, j) => x / 60 - (i === 7 && j === 7 ? 3 : 0)));
    const values = await eigenvaluesOf(a);
    const matrix = product(a, 0.5);
    const found = ok(await probeEdges(matrix, "float64", { indefiniteTolerance: 1 }));
    expect(matrix.count()).toBe(20);
    expect(found.smallest).toBeCloseTo(values[0] + 0.5, 6);
    expect(found.largest).toBeCloseTo(values[59] + 0.5, 2);
    expect(found.rankTolerance).toBe(-found.smallest);
    expect(await probeEdges(matrix, "float64", {})).toMatchObject({ status: "indefinite", smallestEigenvalue: found.smallest });
  });
});
