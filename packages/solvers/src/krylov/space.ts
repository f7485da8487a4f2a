import type { Backend, Tensor, Trouble } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import { vector } from "../arrays.ts";
import type { KrylovBasis } from "./lanczos.ts";
import type { Tridiagonal } from "./tridiagonal.ts";

/** The Ritz vectors of a Krylov space. */
export interface RitzSpace {
  readonly status: "ok";
  /** Ritz values, ascending [k]. */
  readonly values: Float64Array;
  /** Y = V U [n, k]. */
  readonly vectors: Tensor;
  /** `bᵀ Y` [1, k]. */
  readonly residual: Tensor;
}

/** Diagonalises `T = U θ Uᵀ`. Cost k³ + k² n. */
export async function ritzSpace(on: Backend, { vectors, diagonal, offDiagonal, norm }: KrylovBasis, side: number): Promise<RitzSpace | Trouble> {
  // Where there is nothing to learn the space is empty: one vector of zeros keeps the arrays whole.
  const k = Math.max(1, vectors.length);
  const tridiagonal = new Float64Array(k * k);
  diagonal.forEach((value, i) => {
    tridiagonal[i * k + i] = value;
    if (i + 1 < k) tridiagonal[i * k + i + 1] = tridiagonal[(i + 1) * k + i] = offDiagonal[i];
  });
  const eigh = await on.eigh(on.tensor(ndArray(tridiagonal, [k, k])));
  if (eigh.status !== "ok") return eigh;
  const rotation = (await on.read(eigh.vectors)).data;
  const rows = new Float64Array(k * side);
  vectors.forEach((row, i) => rows.set(row, i * side));
  const first = rotation.slice(0, k).map((value) => norm * value);
  return {
    status: "ok",
    values: (await on.read(eigh.values)).data,
    vectors: on.matmul(on.tensor(ndArray(rows, [k, side])), eigh.vectors, { transposeA: true }),
    residual: on.reshape(vector(on, first), [1, k]),
  };
}

/**
 * A bound on `‖e^{−τA} b − V e^{−τT} e_1 norm‖`, A = Θ + ridge. The approximation obeys the equation of motion but for a defect
 * `norm β_k (e_kᵀ e^{−τT} e_1) v_{k+1}`, whose sign never changes, and e^{−τA} enlarges nothing; so the error is at most the integral
 * of the defect, `norm β_k |e_kᵀ (1 − e^{−τT})/T e_1|`, which grows with τ towards the residual of `A α = b`. What stands there
 * is at most `|e_kᵀ T⁻¹ e_1|`, and at most `e^c |e_kᵀ (T + c/τ)⁻¹ e_1|` for any c (best near c = k where τ is short): products of pivots.
 *
 * `shift` is the ridge and what counts as zero beside it. Infinity where T + shift is not positive definite.
 * Source: Hochbruck & Lubich 1997, doi:10.1137/S0036142995280572, whose bounds start from the same defect.
 */
export function errorBound(basis: Omit<KrylovBasis, "vectors">, shift: number, tau: number): number {
  const beta = basis.offDiagonal.at(-1) ?? 0;
  if (beta === 0 || tau === 0) return 0;
  const early = tau === Infinity ? [] : powersOfTwo.map((c) => Math.exp(c) * corner(basis, shift + c / tau));
  return basis.norm * beta * Math.min(corner(basis, shift), ...early);
}

const powersOfTwo = [1, 2, 4, 8, 16, 32, 64, 128];

/** `|e_kᵀ (T + s)⁻¹ e_1|`. */
function corner({ diagonal, offDiagonal }: Tridiagonal, s: number): number {
  let pivot = diagonal[0] + s;
  let product = 1 / pivot;
  for (let i = 1; i < diagonal.length && pivot > 0; i++) {
    pivot = diagonal[i] + s - offDiagonal[i - 1] ** 2 / pivot;
    product *= offDiagonal[i - 1] / pivot;
  }
  return pivot > 0 ? product : Infinity;
}
