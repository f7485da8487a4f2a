import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { formula } from "@ntkit/formula";

/** Made once: a backend plans and compiles an object once. */
const formulas = {
  product: formula`a * b`,
  scaled: formula`a * scale`,
  difference: formula`a - b`,
  completeSquare: formula`prior - 2 * x + square`,
  dropSmall: formula`a * a <= row * column ? 0 : a`,
};

/** Numbers as a tensor [n]. */
export const vector = (on: Backend, data: Float64Array): Tensor => on.tensor(ndArray(data, [data.length]));

/** `a diag(scale)`: a [n, m], scale [m]. */
export const scaleColumns = (on: Backend, a: Tensor, scale: Tensor): Tensor => entrywise(on, formulas.scaled, { entries: { a }, columns: { scale } });

/** `diag(scale) a`: a [n, m], scale [n]. */
export const scaleRows = (on: Backend, a: Tensor, scale: Tensor): Tensor => entrywise(on, formulas.scaled, { entries: { a }, rows: { scale } });

/** `Σ_j a_ij b_ij`: [n, m] and [n, m] to [n], the diagonal of `a bᵀ`. */
export const rowDots = (on: Backend, a: Tensor, b: Tensor): Tensor => on.sum(entrywise(on, formulas.product, { entries: { a, b } }), 1);

/** `a − b`, for tensors of one shape. */
export const difference = (on: Backend, a: Tensor, b: Tensor): Tensor => entrywise(on, formulas.difference, { entries: { a, b } });

/** `prior − 2 x + square`, for tensors of one shape. */
export const completeSquare = (on: Backend, prior: Tensor, x: Tensor, square: Tensor): Tensor =>
  entrywise(on, formulas.completeSquare, { entries: { prior, x, square } });

/** `a`, but 0 wherever `a_ij² ≤ row_i column_j`. */
export const dropSmall = (on: Backend, a: Tensor, row: Tensor, column: Tensor): Tensor =>
  entrywise(on, formulas.dropSmall, { entries: { a }, rows: { row }, columns: { column } });

/** `a + sign · b`, on the host, for b in the order of a. */
export function combine(a: NDArray, b: Float64Array, sign: 1 | -1): NDArray {
  return ndArray(
    a.data.map((value, at) => value + sign * b[at]),
    a.shape,
  );
}
