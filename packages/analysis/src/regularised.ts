import type { Backend, Tensor, Trouble } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { kernelSide, targetOutputs } from "./checks.ts";

/** A multiple of the identity added to the training kernel; relative: times the mean of the kernel's diagonal. */
export interface Ridge {
  readonly kind: "relative" | "absolute";
  readonly value: number;
}

export const noRidge: Ridge = { kind: "absolute", value: 0 };

/** The mean of the diagonal of a kernel [n, n]. */
export function meanDiagonal({ data, shape: [n] }: NDArray): number {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += data[i * n + i];
  return trace / n;
}

/** What a ridge adds to the diagonal of this kernel. */
const absoluteRidge = ({ kind, value }: Ridge, kernel: NDArray): number => (kind === "absolute" ? value : value * meanDiagonal(kernel));

/** `K + ridge` factored and solved for the targets; tensors belong to the scope around. */
export interface Regularised {
  readonly status: "ok";
  readonly n: number;
  readonly outputs: number;
  /** Added to the diagonal. */
  readonly ridge: number;
  /** L of `K + ridge = L Lᵀ` [n, n]. */
  readonly factor: Tensor;
  /** `α = (K + ridge)⁻¹ y` [n, O]. */
  readonly dual: Tensor;
  /** `(K + ridge)⁻¹` [n, n]. */
  readonly inverse: Tensor;
}

/** Throws ShapeMismatch or InvalidData for arrays that do not fit; a kernel that cannot be factored is a value. Cost: n³. */
export async function regularise(on: Backend, kernel: NDArray, targets: NDArray, ridge: Ridge): Promise<Regularised | Trouble> {
  const n = kernelSide("kernel", kernel);
  const outputs = targetOutputs("targets", targets, n);
  const amount = absoluteRidge(ridge, kernel);
  const data = kernel.data.slice();
  for (let i = 0; i < n; i++) data[i * n + i] += amount;
  const cholesky = await on.cholesky(on.tensor(ndArray(data, [n, n])));
  if (cholesky.status !== "ok") return cholesky;
  const { factor } = cholesky;
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  return {
    status: "ok",
    n,
    outputs,
    ridge: amount,
    factor,
    dual: on.choleskySolve(factor, on.tensor(targets)),
    inverse: on.choleskySolve(factor, on.tensor(ndArray(identity, [n, n]))),
  };
}
