import type { Backend, Tensor } from "@ntkit/backend";
import { type Shape, sizeOf } from "@ntkit/core";

/** Everything but the last axis, the channels, in one: [rows, channels]. */
export const asRows = (on: Backend, a: Tensor): Tensor => on.reshape(a, [sizeOf(a.shape.slice(0, -1)), a.shape[a.shape.length - 1]]);

/** A result, when what it was made of is freed. */
export function spent(on: Backend, result: Tensor, ...used: readonly Tensor[]): Tensor {
  on.dispose(...used);
  return result;
}

/** The same numbers under another shape, in the place of `a`, which is freed. */
export const reshaped = (on: Backend, a: Tensor, shape: Shape): Tensor => spent(on, on.reshape(a, shape), a);
