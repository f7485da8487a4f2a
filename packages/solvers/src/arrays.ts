import type { Backend, Operands, Tensor } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { type Expr, formula } from "@ntkit/formula";

/** One formula over tensors of one shape, its rows and its columns. */
export function entrywise(on: Backend, value: Expr, operands: Operands): Tensor {
  return on.fused({ stages: [{ kind: "formula", assignments: [{ name: "result", value }] }], outputs: ["result"] }, operands)[0];
}

/** Numbers as a tensor [n]. */
export const vector = (on: Backend, data: Float64Array): Tensor => on.tensor(ndArray(data, [data.length]));

/** `a diag(scale)`: a [n, m], scale [m]. */
export const scaleColumns = (on: Backend, a: Tensor, scale: Tensor): Tensor => entrywise(on, formula`a * scale`, { entries: { a }, columns: { scale } });

/** `diag(scale) a`: a [n, m], scale [n]. */
export const scaleRows = (on: Backend, a: Tensor, scale: Tensor): Tensor => entrywise(on, formula`a * scale`, { entries: { a }, rows: { scale } });

/** `Σ_j a_ij b_ij`: [n, m] and [n, m] to [n], the diagonal of `a bᵀ`. */
export const rowDots = (on: Backend, a: Tensor, b: Tensor): Tensor => on.sum(entrywise(on, formula`a * b`, { entries: { a, b } }), 1);

/** `a − b`, for tensors of one shape. */
export const difference = (on: Backend, a: Tensor, b: Tensor): Tensor => entrywise(on, formula`a - b`, { entries: { a, b } });

/** `prior − 2 x + square`, for tensors of one shape. */
export const completeSquare = (on: Backend, prior: Tensor, x: Tensor, square: Tensor): Tensor =>
  entrywise(on, formula`prior - 2 * x + square`, { entries: { prior, x, square } });

/** `a`, but 0 wherever `a_ij² ≤ row_i column_j`. */
export const dropSmall = (on: Backend, a: Tensor, row: Tensor, column: Tensor): Tensor =>
  entrywise(on, formula`a * a <= row * column ? 0 : a`, { entries: { a }, rows: { row }, columns: { column } });

/** `a + sign · b`, on the host, for b in the order of a. */
export function combine(a: NDArray, b: Float64Array, sign: 1 | -1): NDArray {
  return ndArray(
    a.data.map((value, at) => value + sign * b[at]),
    a.shape,
  );
}
