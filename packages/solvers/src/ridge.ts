import type { NDArray } from "@ntkit/core";
import { z } from "zod";

export const ridgeSchema = z
  .strictObject({
    kind: z.enum(["relative", "absolute"]).meta({ description: "Relative: times the mean of the kernel's diagonal" }),
    value: z.number().nonnegative().meta({ description: "How much is added to the diagonal" }),
  })
  .meta({ description: "Regularisation: a multiple of the identity added to the training kernel" });

export type Ridge = z.infer<typeof ridgeSchema>;

/** No regularisation. */
export const noRidge: Ridge = { kind: "relative", value: 0 };

/** The mean of the diagonal of a kernel [n, n]. */
export function meanDiagonal({ data, shape: [n = 0] }: NDArray): number {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += data[i * n + i];
  return trace / n;
}

/** What a ridge adds to the diagonal of this kernel [n, n]. */
export function absoluteRidge(ridge: Ridge, kernel: NDArray): number {
  return ridge.kind === "absolute" ? ridge.value : ridge.value * meanDiagonal(kernel);
}

/** A copy of a kernel [n, n] with `amount` added to its diagonal. */
export function addToDiagonal(kernel: NDArray, amount: number): NDArray {
  const data = kernel.data.slice();
  const n = kernel.shape[0] as number;
  for (let i = 0; i < n; i++) data[i * n + i] += amount;
  return { ...kernel, data };
}
