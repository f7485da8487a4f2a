import { type NDArray, ndArray } from "@ntkit/core";
import type { Backend, Dtype } from "../../backend.ts";
import type { ConformanceCase, Deviation } from "../case.ts";
import { claim, deviation, magnitude, refusal } from "../compare.ts";
import { at, identity, matrix, normals, product, reflection, transpose, withEigenvalues } from "../naive.ts";

interface Known {
  readonly name: string;
  readonly matrix: NDArray;
  /** Ascending. */
  readonly values: readonly number[];
}

const spectrum = (name: string, n: number, seed: number, values: readonly number[]): Known => ({
  name,
  matrix: withEigenvalues(reflection(n, seed), values),
  values: values.toSorted((a, b) => a - b),
});

/** Matrices whose eigenvalues are known in closed form. */
const known: readonly Known[] = [
  { name: "an empty matrix", matrix: matrix(0, 0, () => 0), values: [] },
  { name: "a single number", matrix: matrix(1, 1, () => -3), values: [-3] },
  { name: "the identity", matrix: identity(6), values: [1, 1, 1, 1, 1, 1] },
  { name: "zero", matrix: matrix(5, 5, () => 0), values: [0, 0, 0, 0, 0] },
  { name: "a diagonal out of order", matrix: matrix(4, 4, (i, j) => (i === j ? [3, -1, 2, 0][i] : 0)), values: [-1, 0, 2, 3] },
  { name: "a matrix of ones (rank 1)", matrix: matrix(7, 7, () => 1), values: [0, 0, 0, 0, 0, 0, 7] },
  {
    // Second differences: λ_k = 2 − 2 cos(kπ / (n + 1)).
    name: "second differences",
    matrix: matrix(40, 40, (i, j) => [2, -1][Math.abs(i - j)] ?? 0),
    values: Array.from({ length: 40 }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / 41)),
  },
  spectrum("repeated eigenvalues", 12, 31, [1, 1, 1, 1, 2, 2, 2, 2, 2, -4, -4, 7]),
  spectrum(
    "eigenvalues over twelve decades",
    13,
    32,
    Array.from({ length: 13 }, (_, k) => 10 ** -k),
  ),
  spectrum(
    "many zeros",
    20,
    33,
    Array.from({ length: 20 }, (_, k) => Math.max(0, k - 15)),
  ),
  spectrum("tiny entries", 5, 34, [1e-30, 2e-30, 3e-30, 4e-30, 5e-30]),
  spectrum("huge entries", 5, 35, [1e30, 2e30, 3e30, 4e30, 5e30]),
];

const randomSymmetric = (n: number) => {
  const x = normals([n, n], 36);
  return { name: `a random matrix [${n}, ${n}]`, matrix: matrix(n, n, (i, j) => at(x, i, j) + at(x, j, i)) };
};
const matrices = [...known, randomSymmetric(50), randomSymmetric(101)];

async function decompose(on: Backend, dtype: Dtype, a: NDArray): Promise<{ values: NDArray; vectors: NDArray }> {
  const result = await on.eigh(on.tensor(a, dtype));
  if (result.status !== "ok") throw new Error(`${result.status}: ${result.problem}`);
  return { values: await on.read(result.values), vectors: await on.read(result.vectors) };
}

const values = ({ name, matrix: a, values: expected }: Known): ConformanceCase => ({
  name: `eigh: the eigenvalues of ${name}`,
  quantity: "eigenvalue",
  run: async (on, dtype) => deviation((await decompose(on, dtype, a)).values, { shape: [expected.length], data: expected }, magnitude(expected)),
});

const ascending = ({ name, matrix: a }: { name: string; matrix: NDArray }): ConformanceCase => ({
  name: `eigh: ascending eigenvalues of ${name}`,
  quantity: "exact",
  run: async (on, dtype) =>
    claim(
      (await decompose(on, dtype, a)).values.data.every((v, i, all) => i === 0 || all[i - 1] <= v),
      "ascending",
    ),
});

const orthogonal = ({ name, matrix: a }: { name: string; matrix: NDArray }): ConformanceCase => ({
  name: `eigh: orthogonal eigenvectors of ${name}`,
  quantity: "orthogonality",
  async run(on, dtype) {
    const { vectors } = await decompose(on, dtype, a);
    return deviation(product(transpose(vectors), vectors).value, identity(a.shape[0]));
  },
});

const reconstruction = ({ name, matrix: a }: { name: string; matrix: NDArray }): ConformanceCase => ({
  name: `eigh: reconstruction of ${name}`,
  quantity: "reconstruction",
  async run(on, dtype) {
    const decomposed = await decompose(on, dtype, a);
    return deviation(withEigenvalues(decomposed.vectors, decomposed.values.data), a, magnitude(a.data));
  },
});

/** The status "not-finite", with the place of the first bad number. */
export async function notFiniteDeviation(
  result: { readonly status: string; readonly problem?: string; readonly remedy?: string },
  row: number,
  column: number,
): Promise<Deviation> {
  const { status, problem = "", remedy = "" } = result;
  const named = new RegExp(`row ${row}, column ${column}\\b`).test(problem);
  return claim(status === "not-finite" && named && remedy !== "", `not-finite in row ${row}, column ${column}, with a remedy (${status}: ${problem})`);
}

/** A symmetric matrix with one bad number, which stands in two places; the first in row-major order is [1, 4]. */
export const spoilt = (bad: number): NDArray => matrix(6, 6, (i, j) => (Math.min(i, j) === 1 && Math.max(i, j) === 4 ? bad : i === j ? 2 : 0.1));

export const eighCases: readonly ConformanceCase[] = [
  ...known.map(values),
  ...matrices.flatMap((a) => [ascending(a), orthogonal(a), reconstruction(a)]),
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(
    (bad): ConformanceCase => ({
      name: `eigh: ${bad} is not finite`,
      quantity: "exact",
      run: async (on, dtype) => notFiniteDeviation(await on.eigh(on.tensor(spoilt(bad), dtype)), 1, 4),
    }),
  ),
  {
    name: "eigh refuses a matrix that is not symmetric",
    quantity: "exact",
    run: (on, dtype) => refusal("InvalidInput", () => on.eigh(on.tensor(ndArray(Float64Array.of(1, 2, 3, 4), [2, 2]), dtype))),
  },
];
