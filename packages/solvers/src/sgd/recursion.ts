import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { formula } from "@ntkit/formula";
import { rowDots, scaleRows, vector } from "../arrays.ts";
import type { BatchModes } from "./modes.ts";

/** `W = ρ R ρ + λ N λ` [n, n]: the second moment of the residual, in the basis of Q. */
export function residualMoment(on: Backend, { kernel }: BatchModes, second: Tensor, left: Float64Array, covariance: Tensor): Tensor {
  const [rho, lambda] = [vector(on, left), vector(on, kernel)];
  return entrywise(on, formula`rowLeft * columnLeft * second + rowKernel * columnKernel * covariance`, {
    entries: { second, covariance },
    rows: { rowLeft: rho, rowKernel: lambda },
    columns: { columnLeft: rho, columnKernel: lambda },
  });
}

/** `diag(Q A Qᵀ)` [n]: from the basis of Q to one number for each sample. */
export const onSamples = (on: Backend, vectors: Tensor, a: Tensor): Tensor => rowDots(on, on.matmul(vectors, a), vectors);

/** `Qᵀ Diag(w) Q` [n, n]: back. */
export const fromSamples = (on: Backend, vectors: Tensor, w: Tensor): Tensor => on.matmul(vectors, scaleRows(on, vectors, w), { transposeA: true });

/**
 * One step of the covariance of the dual coefficients (see `BatchModes`), or the part 0 < part ≤ 1 of a step: the parameters
 * then stand on the line to the next, as after a step of part · h. Two products of n × n matrices.
 */
export function stepCovariance(on: Backend, batch: BatchModes, vectors: Tensor, covariance: Tensor, moment: Tensor, part: number): Tensor {
  const { modes, rate, noise, samples } = batch;
  const keep = vector(
    on,
    modes.map((mode) => 1 - part * rate * mode),
  );
  const spread = fromSamples(on, vectors, onSamples(on, vectors, moment));
  return entrywise(on, formula`rowKeep * columnKeep * covariance + ${part * part * noise} * (spread - moment * ${1 / samples})`, {
    entries: { covariance, spread, moment },
    rows: { rowKeep: keep },
    columns: { columnKeep: keep },
  });
}
