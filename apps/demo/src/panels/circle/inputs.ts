import type { NDArray } from "@ntkit/core";
import { samples } from "../../network/kernels.ts";

/** Inputs on the circle [angles, 2]. */
export const inputsAt = (radius: number, at: readonly number[]): NDArray =>
  samples(
    at.flatMap((angle) => [radius * Math.cos(angle), radius * Math.sin(angle)]),
    2,
  );
