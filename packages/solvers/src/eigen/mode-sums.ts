import type { Backend, Tensor } from "@ntkit/backend";
import { scaleColumns, vector } from "../arrays.ts";

/**
 * `Σ_i rows_pi factor_i residual_oi` for several factors: rows [points, n], residual [O, n], each factor [n]. One matrix
 * product for a batch of factors, so that many times cost little more than their arithmetic. Each result is [points, O].
 */
export async function modeSums(
  on: Backend,
  rows: Tensor,
  residual: Tensor,
  factors: readonly Float64Array[],
  /** Numbers that one batch may hold at once; by default 32 MB of float64. */
  batchSize = 4e6,
): Promise<Float64Array[]> {
  const [points = 0, n = 0] = rows.shape;
  const [outputs = 0] = residual.shape;
  const batch = Math.max(1, Math.floor(batchSize / (outputs * (n + points))));
  const sums: Float64Array[] = [];
  for (let from = 0; from < factors.length; from += batch) {
    const some = factors.slice(from, from + batch);
    const { data } = await on.scope(() => {
      const scaled = on.concat(some.map((factor) => scaleColumns(on, residual, vector(on, factor))));
      return on.read(on.matmul(scaled, rows, { transposeB: true }));
    });
    some.forEach((_, index) => sums.push(transposed(data.subarray(index * outputs * points, (index + 1) * outputs * points), outputs, points)));
  }
  return sums;
}

function transposed(data: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j];
  return result;
}
