import { type NDArray, ndArray, sliceRows } from "@ntkit/core";
import type { ConformanceCase } from "../case.ts";
import { claim, deviation, largest } from "../compare.ts";
import { at, matrix, normals, product, transpose } from "../naive.ts";

const lengths: readonly (readonly [n: number, k: number, m: number])[] = [
  [1, 1, 1],
  [3, 5, 2],
  [4, 1, 4],
  [1, 40, 1],
  [7, 64, 9],
  [33, 129, 17],
  [70, 20, 130],
  [14, 3000, 25],
  [2, 0, 3],
  [0, 4, 3],
  [3, 4, 0],
];

const turned = (transposeA: boolean, transposeB: boolean): string => {
  if (transposeA) return transposeB ? ", both transposed" : ", the first transposed";
  return transposeB ? ", the second transposed" : "";
};

const matmulCases = lengths.flatMap(([n, k, m]) =>
  [false, true].flatMap((transposeA) =>
    [false, true].map(
      (transposeB): ConformanceCase => ({
        name: `matmul [${n}, ${k}] [${k}, ${m}]${turned(transposeA, transposeB)}`,
        quantity: "sum",
        async run(on, dtype) {
          const [a, b] = [normals([n, k], 21), normals([k, m], 22)];
          const { value, magnitudes } = product(a, b);
          const left = on.tensor(transposeA ? transpose(a) : a, dtype);
          const right = on.tensor(transposeB ? transpose(b) : b, dtype);
          return deviation(await on.read(on.matmul(left, right, { transposeA, transposeB })), value, magnitudes.data);
        },
      }),
    ),
  ),
);

const scaledProduct = (x1: NDArray, x2: NDArray, scale: number) => {
  const { value, magnitudes } = product(x1, transpose(x2));
  return {
    value: ndArray(
      value.data.map((v) => scale * v),
      value.shape,
    ),
    magnitudes: magnitudes.data.map((v) => Math.abs(scale) * v),
  };
};

const gramCases = lengths.flatMap(([n, d, m]): ConformanceCase[] => [
  {
    name: `gram of [${n}, ${d}] and [${m}, ${d}]`,
    quantity: "sum",
    async run(on, dtype) {
      const [x1, x2] = [normals([n, d], 23), normals([m, d], 24)];
      const { value, magnitudes } = scaledProduct(x1, x2, 0.375);
      return deviation(await on.read(on.gram(on.tensor(x1, dtype), on.tensor(x2, dtype), 0.375)), value, magnitudes);
    },
  },
  {
    name: `gram of [${n}, ${d}] with itself`,
    quantity: "sum",
    async run(on, dtype) {
      const x = normals([n, d], 25);
      const { value, magnitudes } = scaledProduct(x, x, 2);
      return deviation(await on.read(on.gram(on.tensor(x, dtype), null, 2)), value, magnitudes);
    },
  },
  {
    name: `gram of [${n}, ${d}] with itself is symmetric, its diagonal is gramDiagonal`,
    quantity: "exact",
    async run(on, dtype) {
      const x = on.tensor(normals([n, d], 26), dtype);
      const gram = on.gram(x, null, 1 / 3);
      const values = await on.read(gram);
      return largest(
        deviation(values, transpose(values), 1, "transpose:"),
        deviation(await on.read(on.gramDiagonal(x, 1 / 3)), await on.read(on.diagonal(gram)), 1, "diagonal:"),
      );
    },
  },
]);

/** 23 rows of which every third is the same. */
const repeating = matrix(23, 37, (i, j) => Math.fround(Math.sin(i % 3 === 0 ? j : 1 + i * 37 + j)));

const bitCases: readonly ConformanceCase[] = [
  {
    name: "gram gives equal rows equal entries",
    quantity: "exact",
    async run(on, dtype) {
      const gram = await on.read(on.gram(on.tensor(repeating, dtype), null, 0.1));
      const same = [...gram.data.keys()].filter((k) => Math.floor(k / 23) % 3 === 0 && (k % 23) % 3 === 0).map((k) => gram.data[k]);
      const columns = Array.from({ length: 23 }, (_, j) => at(gram, 0, j) === at(gram, 21, j));
      return largest(
        claim(new Set(same).size === 1, "all products of the repeated row are one number"),
        claim(columns.every(Boolean), "equal rows give equal rows"),
      );
    },
  },
  {
    name: "gram of a set with itself does not depend on how it is asked for",
    quantity: "exact",
    async run(on, dtype) {
      const x = on.tensor(repeating, dtype);
      return deviation(await on.read(on.gram(x, on.tensor(repeating, dtype), 0.1)), await on.read(on.gram(x, null, 0.1)));
    },
  },
  {
    name: "gram does not depend on how it is cut into tiles",
    quantity: "exact",
    async run(on, dtype) {
      const x = on.tensor(repeating, dtype);
      const whole = await on.read(on.gram(x, null, 0.1));
      const cuts = [0, 1, 6, 16, 23];
      const strips = cuts.slice(1).map((to, s) => {
        const rows = on.slice(x, cuts[s], to);
        return on.concat(cuts.slice(1).map((end, t) => on.transpose(on.gram(rows, on.slice(x, cuts[t], end), 0.1))));
      });
      const read = await Promise.all(strips.map((strip) => on.read(strip)));
      return largest(...read.map((strip, s) => deviation(transpose(strip), sliceRows(whole, cuts[s], cuts[s + 1]))));
    },
  },
];

export const productCases: readonly ConformanceCase[] = [...matmulCases, ...gramCases, ...bitCases];
