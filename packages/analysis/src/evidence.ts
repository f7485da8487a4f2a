import { type Backend, entrywise, type Tensor, type Trouble } from "@ntkit/backend";
import { type NDArray, ShapeMismatch, show } from "@ntkit/core";
import { formula } from "@ntkit/formula";
import { checkFinite } from "./checks.ts";
import { meanDiagonal, type Regularised, type Ridge, regularise } from "./regularised.ts";

/** A kernel [n, n] and its derivatives dK/dθ [n, n] by its hyperparameters, by name. */
export interface DifferentiableKernel<Name extends string = string> {
  readonly kernel: NDArray;
  readonly derivatives: Readonly<Record<Name, NDArray>>;
}

/** The evidence for a prior, and where it grows. */
export interface Evidence<Name extends string = string> {
  readonly status: "ok";
  /** `log p(y | X, θ)`, summed over the outputs. */
  readonly value: number;
  /** `d value/dθ` by hyperparameter. */
  readonly gradient: Readonly<Record<Name, number>>;
  /** `d value/d ridge.value`. */
  readonly ridgeGradient: number;
}

/**
 * The log marginal likelihood of targets y [n, O] under a Gaussian process with this kernel, one for each output, and noise
 * of the variance δ that the ridge adds to the diagonal: with `A = K + δ`, `α = A⁻¹y`,
 *
 *     L = −½ Σ_o y_oᵀA⁻¹y_o − (O/2) log det A − (n O/2) log 2π,   dL/dθ = ½ tr((ααᵀ − O A⁻¹) dA/dθ)
 *
 * A relative ridge moves with the kernel: `dA/dθ = dK/dθ + r·mean(diag dK/dθ)`, `dA/dr = mean(diag K)`.
 * Source: Rasmussen & Williams 2006, eqs. 5.8 and 5.9. Throws ShapeMismatch or InvalidData for arrays that do not fit; a kernel
 * that cannot be factored is a value. Cost: n³, and n² for each hyperparameter.
 */
export async function logMarginalLikelihood<Name extends string>(
  on: Backend,
  { kernel, derivatives }: DifferentiableKernel<Name>,
  targets: NDArray,
  ridge: Ridge,
): Promise<Evidence<Name> | Trouble> {
  return on.scope(async () => {
    const solved = await regularise(on, kernel, targets, ridge);
    if (solved.status !== "ok") return solved;
    const { inverse } = solved;
    const dual = on.tensor(solved.dual);
    const [, outputs] = targets.shape;
    const outer = on.matmul(dual, dual, { transposeB: true });
    const slope = entrywise(on, formula`0.5 * (outer - ${outputs} * inverse)`, { entries: { outer, inverse } });
    const { data: diagonal } = await on.read(on.diagonal(slope));
    const trace = diagonal.reduce((sum, value) => sum + value, 0);
    const gradient: Record<string, number> = {};
    for (const [name, derivative] of Object.entries<NDArray>(derivatives)) {
      checkDerivative(`derivatives.${name}`, derivative, kernel);
      const shared = ridge.kind === "relative" ? ridge.value * meanDiagonal(derivative) * trace : 0;
      gradient[name] = (await inner(on, slope, on.tensor(derivative))) + shared;
    }
    return {
      status: "ok",
      value: evidenceOf(solved),
      gradient: gradient as Record<Name, number>,
      ridgeGradient: trace * (ridge.kind === "relative" ? meanDiagonal(kernel) : 1),
    };
  });
}

/** The log marginal likelihood alone, of a kernel whose inverse is known. */
export function evidenceOf({ dual, targets, logDeterminant }: Regularised): number {
  const [n, outputs] = targets.shape;
  const fit = dual.data.reduce((sum, value, at) => sum + value * targets.data[at], 0);
  return -0.5 * fit - 0.5 * outputs * (logDeterminant + n * Math.log(2 * Math.PI));
}

/** Σ a_ij b_ij. */
async function inner(on: Backend, a: Tensor, b: Tensor): Promise<number> {
  const product = entrywise(on, formula`a * b`, { entries: { a, b } });
  return (await on.read(on.sum(on.sum(product, 1), 0))).data[0];
}

function checkDerivative(path: string, derivative: NDArray, kernel: NDArray): void {
  if (derivative.shape.join() !== kernel.shape.join()) {
    throw new ShapeMismatch({
      path,
      problem: `expected the shape of the kernel, ${show(kernel.shape)}`,
      found: show(derivative.shape),
      remedy: "Give dK/dθ of the same points.",
    });
  }
  checkFinite(path, derivative.data);
}
