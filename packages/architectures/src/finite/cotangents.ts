import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { sizeOf } from "@ntkit/core";
import { type Expr, multiply, variable } from "@ntkit/formula";

/**
 * A formula in `dy`, cotangents [k·n, …], and `x`, something that each sample has [n, …]: entry by entry, with the same `x` for
 * each of the k functions.
 */
export function withSamples(on: Backend, value: Expr, dy: Tensor, x: Tensor, cotangents: number): Tensor {
  const flat = sizeOf(x.shape);
  const result = entrywise(on, value, { entries: { dy: on.reshape(dy, [cotangents, flat]) }, columns: { x: on.reshape(x, [flat]) } });
  return on.reshape(result, dy.shape);
}

const product = multiply(variable("x"), variable("dy"));

/** `x · dy`: the way back through a product with something that each sample has. */
export const timesSamples = (on: Backend, dy: Tensor, x: Tensor, cotangents: number): Tensor => withSamples(on, product, dy, x, cotangents);
