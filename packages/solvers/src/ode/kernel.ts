import { type Backend, epsilon, type Tensor, type Trouble } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { addToDiagonal } from "../ridge.ts";
import type { Indefinite } from "../solver.ts";
import { readSpectrum } from "../spectrum.ts";

/** What must be known of a training kernel before its flow is integrated. */
export interface KernelFacts {
  readonly status: "ok";
  /** λmax of Θ, to a few per cent, rather too large. */
  readonly largest: number;
  /** λmax of Θ to 1 %. */
  readonly top: number;
  /** Of Θ with its ridge; Infinity where it is singular. */
  readonly conditionNumber: number;
  /** Whether Θ is positive semidefinite, but for rounding, by itself; false if its ridge makes it so. */
  readonly positive: boolean;
}

/**
 * Looks at a kernel without decomposing it: λmax by power iteration, λmin by inverse iteration with the Cholesky factor of
 * `Θ + ridge`; with a ridge also whether Θ has a factor without it. What has none is singular if it has one with √ε λmax more on the diagonal, and indefinite otherwise: then the
 * eigenvalues are computed, to name the smallest.
 */
export async function inspectKernel(on: Backend, kernel: NDArray, ridge: number): Promise<KernelFacts | Indefinite | Trouble> {
  return on.scope(async () => {
    const theta = on.tensor(kernel);
    const { dtype } = theta;
    const top = await powerIteration(on, kernel.shape[0] as number, (x) => on.matmul(theta, x));
    const largest = Math.min(1.05 * top, rowSum(kernel));
    const factored = await on.cholesky(on.tensor(addToDiagonal(kernel, ridge)));
    const rounding = Math.sqrt(epsilon[dtype]) * (largest || 1);
    if (factored.status === "ok") {
      const inverse = await powerIteration(on, kernel.shape[0] as number, (x) => on.choleskySolve(factored.factor, x));
      const positive = ridge <= rounding || (await on.cholesky(on.tensor(addToDiagonal(kernel, rounding)))).status === "ok";
      return { status: "ok", largest, top, conditionNumber: (top + ridge) * inverse, positive };
    }
    if (factored.status === "not-finite") return factored;
    const shifted = await on.cholesky(on.tensor(addToDiagonal(kernel, ridge + rounding)));
    const singular = { largest, top, conditionNumber: Infinity, positive: ridge <= rounding };
    if (shifted.status === "ok") return { status: "ok", ...singular };
    const eigh = await on.eigh(theta);
    if (eigh.status !== "ok") return eigh;
    const reading = readSpectrum((await on.read(eigh.values)).data, { ridge, dtype });
    return reading.status === "ok" ? { status: "ok", ...singular, conditionNumber: reading.spectrum.conditionNumber } : reading;
  });
}

/** The largest eigenvalue of a positive semidefinite operator, by at most 60 products, to about 1 %. */
async function powerIteration(on: Backend, n: number, apply: (x: Tensor) => Tensor): Promise<number> {
  // Any start with a part in every direction: signs that no kernel of ordered points shares.
  let vector: Float64Array = Float64Array.from({ length: n }, (_, i) => 1 + Math.sin(12.9898 * (i + 1)));
  let estimate = 0;
  for (let iteration = 0; iteration < 60; iteration++) {
    const size = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    if (size === 0) return 0;
    const unit = vector.map((value) => value / size);
    vector = (await on.scope(() => on.read(apply(on.tensor(ndArray(unit, [n, 1])))))).data;
    const found = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    if (Math.abs(found - estimate) <= 1e-3 * found) return found;
    estimate = found;
  }
  return estimate;
}

/** The largest sum of sizes in a row: no eigenvalue is larger. */
function rowSum({ data, shape: [n = 0] }: NDArray): number {
  let most = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(data[i * n + j]);
    most = Math.max(most, sum);
  }
  return most;
}
