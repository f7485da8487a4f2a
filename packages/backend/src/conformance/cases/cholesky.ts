import { type NDArray, ndArray } from "@ntkit/core";
import type { Backend, Dtype } from "../../backend.ts";
import type { ConformanceCase } from "../case.ts";
import { claim, deviation, largest, magnitude, refusal } from "../compare.ts";
import { at, filled, matrix, normals, positiveDefinite, product, transpose } from "../naive.ts";
import { notFiniteDeviation, spoilt } from "./eigh.ts";

const binomial = (n: number, k: number): number => (k < 0 || k > n ? 0 : Array.from({ length: k }, (_, i) => i).reduce((b, i) => (b * (n - i)) / (i + 1), 1));
const pascal = matrix(8, 8, (i, j) => binomial(i + j, i));

/** Matrices whose factor is known in closed form. */
const known: readonly { readonly name: string; readonly matrix: NDArray; readonly factor: NDArray }[] = [
  { name: "an empty matrix", matrix: matrix(0, 0, () => 0), factor: matrix(0, 0, () => 0) },
  { name: "a single number", matrix: matrix(1, 1, () => 9), factor: matrix(1, 1, () => 3) },
  { name: "the smaller of the indices", matrix: matrix(30, 30, (i, j) => Math.min(i, j) + 1), factor: matrix(30, 30, (i, j) => (j <= i ? 1 : 0)) },
  { name: "Pascal's matrix", matrix: pascal, factor: matrix(8, 8, (i, j) => binomial(i, j)) },
];

const factorOf = async (on: Backend, dtype: Dtype, a: NDArray): Promise<NDArray> => {
  const result = await on.cholesky(on.tensor(a, dtype));
  if (result.status !== "ok") throw new Error(`${result.status}: ${result.problem}`);
  return on.read(result.factor);
};

const reconstruction = (name: string, a: NDArray, needs?: Dtype): ConformanceCase => ({
  name: `cholesky: reconstruction of ${name}`,
  quantity: "reconstruction",
  ...(needs === undefined ? {} : { needs }),
  async run(on, dtype) {
    const factor = await factorOf(on, dtype, a);
    const above = claim(
      factor.data.every((v, k) => k % a.shape[1] <= Math.floor(k / a.shape[1]) || v === 0),
      "zeros above the diagonal",
    );
    const { value } = product(factor, transpose(factor));
    return largest(above, deviation(value, a, magnitude(a.data)));
  },
});

/** What has no factor: the index of its first bad pivot and the value of it. */
const without: readonly { readonly name: string; readonly matrix: NDArray; readonly index: number; readonly value: number }[] = [
  { name: "an indefinite matrix", matrix: matrix(2, 2, (i, j) => (i === j ? 1 : 2)), index: 1, value: -3 },
  { name: "Pascal's matrix less 3 at [4, 4]", matrix: matrix(8, 8, (i, j) => at(pascal, i, j) - (i === 4 && j === 4 ? 3 : 0)), index: 4, value: -2 },
  { name: "a negative number", matrix: matrix(1, 1, () => -2), index: 0, value: -2 },
  { name: "zero", matrix: matrix(3, 3, () => 0), index: 0, value: 0 },
  { name: "a matrix of ones", matrix: matrix(5, 5, () => 1), index: 1, value: 0 },
];

/** The Gram matrix of 9 rows of which row 6 repeats row 2: singular, but its pivot is a rounding error of either sign. */
const duplicateRows = (dtype: Dtype, on: Backend) => {
  const x = normals([9, 40], 41);
  return on.gram(
    on.tensor(
      matrix(9, 40, (i, j) => at(x, i === 6 ? 2 : i, j)),
      dtype,
    ),
    null,
    1 / 40,
  );
};

export const choleskyCases: readonly ConformanceCase[] = [
  ...known.map(
    ({ name, matrix: a, factor }): ConformanceCase => ({
      name: `cholesky: the factor of ${name}`,
      quantity: "reconstruction",
      run: async (on, dtype) => deviation(await factorOf(on, dtype, a), factor, magnitude(factor.data)),
    }),
  ),
  reconstruction("a random matrix", positiveDefinite(37, 44)),
  reconstruction(
    "Hilbert's matrix (condition 1.5e10)",
    matrix(8, 8, (i, j) => 1 / (i + j + 1)),
    "float64",
  ),
  ...without.map(
    ({ name, matrix: a, index, value }): ConformanceCase => ({
      name: `cholesky: ${name} is not positive definite`,
      quantity: "reconstruction",
      async run(on, dtype) {
        const result = await on.cholesky(on.tensor(a, dtype));
        if (result.status !== "not-positive-definite") return claim(false, `not-positive-definite (${result.status})`);
        const found = filled([1], () => result.pivot.value);
        return largest(
          claim(result.pivot.index === index, `pivot ${index} (it is ${result.pivot.index})`),
          claim(/ridge/.test(result.remedy), "a remedy that names a ridge"),
          deviation(found, { shape: [1], data: [value] }, magnitude(a.data), "pivot:"),
        );
      },
    }),
  ),
  {
    name: "cholesky: duplicate inputs are not positive definite",
    quantity: "exact",
    async run(on, dtype) {
      const result = await on.cholesky(duplicateRows(dtype, on));
      return claim(result.status === "not-positive-definite" && result.pivot.index === 6, `not-positive-definite at pivot 6 (${result.status})`);
    },
  },
  ...[Number.NaN, Number.POSITIVE_INFINITY].map(
    (bad): ConformanceCase => ({
      name: `cholesky: ${bad} is not finite`,
      quantity: "exact",
      run: async (on, dtype) => notFiniteDeviation(await on.cholesky(on.tensor(spoilt(bad), dtype)), 1, 4),
    }),
  ),
  {
    name: "cholesky refuses a matrix that is not symmetric",
    quantity: "exact",
    run: (on, dtype) => refusal("InvalidInput", () => on.cholesky(on.tensor(ndArray(Float64Array.of(2, 1, 0, 2), [2, 2]), dtype))),
  },
];
