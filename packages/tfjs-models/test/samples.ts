import { type NDArray, ndArray, type Shape, sizeOf } from "@ntkit/core";

/** Samples that float32 holds exactly, so that both sides start from the same numbers. */
export function samples(shape: Shape, phase = 0, scale = 1): NDArray {
  return ndArray(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(scale * Math.sin(1.7 * i + phase))),
    shape,
  );
}
