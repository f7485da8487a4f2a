import type { NDArray } from "@ntkit/core";
import type { ConformanceCase } from "../case.ts";
import { claim, deviation, magnitude } from "../compare.ts";
import { at, matrix, normals, positiveDefinite, product, transpose } from "../naive.ts";

const lengths = [
  [1, 1],
  [5, 0],
  [6, 1],
  [31, 4],
  [12, 40],
] as const;

/** The residual of a triangular system, relative to the size of its terms. */
const residual = (factor: NDArray, x: NDArray, b: NDArray) =>
  deviation(product(factor, x).value, b, magnitude(factor.data) * magnitude(x.data) * Math.sqrt(Math.max(1, factor.shape[0])));

export const solveCases: readonly ConformanceCase[] = lengths.flatMap(([n, m]): ConformanceCase[] => {
  const a = positiveDefinite(n, 42);
  const b = normals([n, m], 43);
  return [
    ...[false, true].map(
      (turn): ConformanceCase => ({
        name: `triangularSolve [${n}, ${n}] [${n}, ${m}]${turn ? ", transposed" : ""}`,
        quantity: "solution",
        async run(on, dtype) {
          // What stands above the diagonal must not matter.
          const factor = matrix(n, n, (i, j) => (j > i ? 1e6 : Math.fround(at(a, i, j))));
          const lower = matrix(n, n, (i, j) => (j > i ? 0 : at(factor, i, j)));
          const x = await on.read(on.triangularSolve(on.tensor(factor, dtype), on.tensor(b, dtype), { transpose: turn }));
          return residual(turn ? transpose(lower) : lower, x, b);
        },
      }),
    ),
    {
      name: `choleskySolve [${n}, ${n}] [${n}, ${m}]`,
      quantity: "solution",
      async run(on, dtype) {
        const result = await on.cholesky(on.tensor(a, dtype));
        if (result.status !== "ok") return claim(false, `a factor (${result.status})`);
        return residual(a, await on.read(on.choleskySolve(result.factor, on.tensor(b, dtype))), b);
      },
    },
  ];
});
