import { type Dtype, epsilon } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { indefinite } from "./indefinite.ts";
import type { Indefinite } from "./solver.ts";

/** The eigenvalues of a training kernel and what they say of it. */
export interface Spectrum {
  /** Of the kernel without its ridge, ascending [n], as they were computed. */
  readonly eigenvalues: NDArray;
  /** Of the kernel with its ridge, like everything below. */
  readonly largest: number;
  readonly smallest: number;
  /** largest/smallest; Infinity unless the rank is full. */
  readonly conditionNumber: number;
  /** How many eigenvalues are above `rankTolerance`. */
  readonly rank: number;
  /** Eigenvalues up to this are taken for zero: they are rounding errors. */
  readonly rankTolerance: number;
  /** How many eigenvalues were negative, and the size of the largest of them: rounding errors, taken for zero. */
  readonly clamped: { readonly count: number; readonly size: number };
}

export interface SpectrumOptions {
  readonly ridge: number;
  readonly dtype: Dtype;
  /** Relative to the largest eigenvalue; default n ε. */
  readonly rankTolerance?: number | undefined;
  /** Relative to the largest eigenvalue; default √ε: half the digits. */
  readonly indefiniteTolerance?: number | undefined;
}

/**
 * Reads computed eigenvalues (ascending): what is zero, what is trusted, what is no kernel at all. `modes` are the
 * eigenvalues with the ridge, exactly 0 where they are rounding errors: those up to n ε μmax, and those no larger than
 * the largest negative one, which shows how large the errors are.
 */
export function readSpectrum(
  eigenvalues: Float64Array,
  { ridge, dtype, rankTolerance, indefiniteTolerance }: SpectrumOptions,
): { readonly status: "ok"; readonly spectrum: Spectrum; readonly modes: Float64Array } | Indefinite {
  const n = eigenvalues.length;
  const shifted = eigenvalues.map((value) => value + ridge);
  const smallest = shifted[0];
  const largest = shifted[n - 1];
  const allowed = (indefiniteTolerance ?? Math.sqrt(epsilon[dtype])) * Math.abs(largest);
  if (smallest < -allowed) return indefinite(smallest, largest);
  const tolerance = Math.max((rankTolerance ?? n * epsilon[dtype]) * largest, -smallest, 0);
  const modes = shifted.map((value) => (value > tolerance ? value : 0));
  const rank = modes.filter((value) => value > 0).length;
  return {
    status: "ok",
    modes,
    spectrum: {
      eigenvalues: ndArray(eigenvalues, [n]),
      largest,
      smallest,
      conditionNumber: rank === n ? largest / smallest : Infinity,
      rank,
      rankTolerance: tolerance,
      clamped: { count: shifted.filter((value) => value < 0).length, size: Math.max(0, -smallest) },
    },
  };
}
