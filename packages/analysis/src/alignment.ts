import { type NDArray, ndArray, ShapeMismatch, show } from "@ntkit/core";
import { kernelSide, targetOutputs } from "./checks.ts";

/** ⟨A, B⟩ = Σ a_ij b_ij, with both divided by their largest entries so that nothing overflows. */
function cosine(a: Float64Array, b: Float64Array): number {
  const size = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const [unitA, unitB] = [size(a), size(b)];
  if (unitA === 0 || unitB === 0) return 0;
  let [ab, aa, bb] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at] / unitA, b[at] / unitB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

/** H A H, H = 1 − 11ᵀ/n: the matrix of the features with their mean taken away. Throws ShapeMismatch or InvalidData for what is no kernel. */
export function centred(kernel: NDArray): NDArray {
  const n = kernelSide("kernel", kernel);
  const { data } = kernel;
  const [rows, columns] = [new Float64Array(n), new Float64Array(n)];
  for (let at = 0; at < n * n; at++) {
    rows[Math.floor(at / n)] += data[at] / n;
    columns[at % n] += data[at] / n;
  }
  const mean = rows.reduce((sum, value) => sum + value, 0) / n;
  return ndArray(
    data.map((value, at) => value - rows[Math.floor(at / n)] - columns[at % n] + mean),
    [n, n],
  );
}

export interface AlignmentOptions {
  /** Whether both kernels are centred first (centred kernel alignment, CKA); default false. */
  readonly centred?: boolean;
}

/**
 * `⟨K, K'⟩/(‖K‖ ‖K'‖)` in the Frobenius product: 1 for kernels that are multiples of one another, and 0 by convention where
 * one of them is 0. Source: Cristianini et al. 2002; centred: Cortes et al. 2012, Kornblith et al. 2019.
 */
export function kernelAlignment(a: NDArray, b: NDArray, options: AlignmentOptions = {}): number {
  requireSameSide(a, b);
  return options.centred === true ? cosine(centred(a).data, centred(b).data) : cosine(a.data, b.data);
}

/** Alignment with the targets y [n, O]: `kernelAlignment(K, yyᵀ)`, with the same options. */
export function targetAlignment(kernel: NDArray, targets: NDArray, options: AlignmentOptions = {}): number {
  const n = kernelSide("kernel", kernel);
  const outputs = targetOutputs("targets", targets, n);
  const unit = targets.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let o = 0; o < outputs; o++) data[i * n + j] += (targets.data[i * outputs + o] / unit) * (targets.data[j * outputs + o] / unit);
    }
  }
  return kernelAlignment(kernel, ndArray(data, [n, n]), options);
}

/** `1 − ⟨K, K'⟩/(‖K‖ ‖K'‖)`: 0 for kernels of one direction (Fort et al. 2020, arXiv:2010.15110). */
export const kernelDistance = (a: NDArray, b: NDArray): number => 1 - kernelAlignment(a, b);

/** `‖Θ_t − Θ_0‖_F/‖Θ_0‖_F`: how far training has moved a kernel; Infinity if it moved away from 0. */
export function relativeDrift(later: NDArray, initial: NDArray): number {
  requireSameSide(later, initial);
  const moved = norm(later.data.map((value, at) => value - initial.data[at]));
  return moved === 0 ? 0 : moved / norm(initial.data);
}

/** √Σ x², without overflow. */
function norm(values: Float64Array): number {
  const unit = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return unit === 0 ? 0 : unit * Math.sqrt(values.reduce((sum, value) => sum + (value / unit) ** 2, 0));
}

function requireSameSide(a: NDArray, b: NDArray): void {
  if (kernelSide("kernels[0]", a) === kernelSide("kernels[1]", b)) return;
  throw new ShapeMismatch({
    path: "kernels",
    problem: "two kernels of different points",
    found: `${show(a.shape)} and ${show(b.shape)}`,
    remedy: "Give kernels of the same points.",
  });
}
