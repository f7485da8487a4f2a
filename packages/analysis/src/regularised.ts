import type { Backend, Tensor, Trouble } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { kernelSide, targetOutputs } from "./checks.ts";
import type { Spectrum } from "./spectrum.ts";

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

/** What a kernel with its ridge says of the targets: all that error estimates from the training samples need. */
export interface Regularised {
  readonly status: "ok";
  /** Added to the diagonal. */
  readonly ridge: number;
  readonly targets: NDArray;
  /** `α = (K + ridge)⁻¹ y` [n, O]. */
  readonly dual: NDArray;
  /** The diagonal of `(K + ridge)⁻¹` [n]. */
  readonly inverseDiagonal: Float64Array;
  /** `log det (K + ridge)`. */
  readonly logDeterminant: number;
}

/**
 * By Cholesky, with `(K + ridge)⁻¹` [n, n] as a tensor of the scope around. Throws ShapeMismatch or InvalidData for arrays that do not
 * fit; a kernel that cannot be factored is a value. Cost: n³.
 */
export async function regularise(
  on: Backend,
  kernel: NDArray,
  targets: NDArray,
  ridge: Ridge,
): Promise<(Regularised & { readonly inverse: Tensor }) | Trouble> {
  const n = kernelSide("kernel", kernel);
  targetOutputs("targets", targets, n);
  const amount = absoluteRidge(ridge, kernel);
  const data = kernel.data.slice();
  for (let i = 0; i < n; i++) data[i * n + i] += amount;
  const cholesky = await on.cholesky(on.tensor(ndArray(data, [n, n])));
  if (cholesky.status !== "ok") return cholesky;
  const { factor } = cholesky;
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  const inverse = on.choleskySolve(factor, on.tensor(ndArray(identity, [n, n])));
  const { data: pivots } = await on.read(on.diagonal(factor));
  return {
    status: "ok",
    ridge: amount,
    targets,
    dual: await on.read(on.choleskySolve(factor, on.tensor(targets))),
    inverseDiagonal: (await on.read(on.diagonal(inverse))).data,
    logDeterminant: 2 * pivots.reduce((sum, value) => sum + Math.log(value), 0),
    inverse,
  };
}

/**
 * The same from a spectrum that is known, `(K + ridge)⁻¹ = Q (λ + ridge)⁻¹ Qᵀ`; a ridge in the units of the kernel. Throws ShapeMismatch or
 * InvalidData for targets that do not fit; a singular kernel without a ridge is a value. Cost: n² O.
 */
export async function regulariseBySpectrum(
  on: Backend,
  { eigenvalues, eigenvectors }: Spectrum,
  targets: NDArray,
  ridge: number,
): Promise<Regularised | Trouble> {
  const [n] = eigenvalues.shape;
  const outputs = targetOutputs("targets", targets, n);
  const shifted = eigenvalues.data.map((value) => value + ridge);
  if (!shifted.every((value) => value > 0)) {
    return {
      status: "not-positive-definite",
      problem: "the kernel is singular, so that it has no inverse",
      remedy: "Add a ridge: estimates of the error divide by what is left of every eigenvalue.",
    };
  }
  const dual = await on.scope(async () => {
    const vectors = on.tensor(eigenvectors);
    const parts = await on.read(on.matmul(vectors, on.tensor(targets), { transposeA: true }));
    const divided = parts.data.map((value, at) => value / shifted[Math.floor(at / outputs)]);
    return on.read(on.matmul(vectors, on.tensor(ndArray(divided, [n, outputs]))));
  });
  const inverseDiagonal = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) inverseDiagonal[i] += eigenvectors.data[i * n + k] ** 2 / shifted[k];
  return { status: "ok", ridge, targets, dual, inverseDiagonal, logDeterminant: shifted.reduce((sum, value) => sum + Math.log(value), 0) };
}
