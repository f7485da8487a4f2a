import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray, random } from "@ntkit/core";
import { expect, test } from "vitest";
import { modeSums } from "./mode-sums.ts";

test("Σ rows · factor · residual, in batches of any size", async () => {
  const on = referenceBackend();
  const source = random(1);
  const normals = (length: number) => Float64Array.from({ length }, () => source.normal());
  const [points, n, outputs] = [4, 3, 2];
  const [rows, residual] = [normals(points * n), normals(outputs * n)];
  const factors = Array.from({ length: 5 }, () => normals(n));
  const expected = factors.map((factor) =>
    Array.from({ length: points * outputs }, (_, at) => {
      const [point, output] = [Math.floor(at / outputs), at % outputs];
      return factor.reduce((sum, f, i) => sum + rows[point * n + i] * f * residual[output * n + i], 0);
    }),
  );
  for (const batchSize of [1, 30, 1e6]) {
    const sums = await on.scope(() => modeSums(on, on.tensor(ndArray(rows, [points, n])), on.tensor(ndArray(residual, [outputs, n])), factors, batchSize));
    sums.forEach((sum, t) => sum.forEach((value, at) => expect(value).toBeCloseTo(expected[t][at], 13)));
    expect(sums.length).toBe(5);
  }
  expect(await on.scope(() => modeSums(on, on.tensor(ndArray(rows, [points, n])), on.tensor(ndArray(residual, [outputs, n])), []))).toEqual([]);
});
