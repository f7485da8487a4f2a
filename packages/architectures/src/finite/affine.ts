import { type Backend, entrywise, scaled, type Tensor } from "@ntkit/backend";
import { formula, remembered } from "@ntkit/formula";
import type { Series } from "./finite-layer.ts";

const weighted = remembered((factor, biasFactor) => formula`${factor} * z + ${biasFactor} * b`);

/** A bias and what it is multiplied by. */
export interface Bias {
  readonly values: Series;
  readonly scale: number;
}

/** `scale · z + bias.scale · b` for z [n, width] and b [width], coefficient by coefficient. */
export function affine(on: Backend, [first, ...rest]: Series, scale: number, bias: Bias | undefined): Series {
  const withBias = (z: Tensor, b: Tensor, factor: number) => entrywise(on, weighted(factor, bias?.scale ?? 0), { entries: { z }, columns: { b } });
  const higher = (z: Tensor | undefined, b: Tensor | undefined) => {
    if (b === undefined) return z && scaled(on, z, scale);
    return z === undefined ? withBias(first, b, 0) : withBias(z, b, scale);
  };
  return [bias === undefined ? scaled(on, first, scale) : withBias(first, bias.values[0], scale), ...rest.map((z, k) => higher(z, bias?.values[k + 1]))];
}
