import type { Backend } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { checkNumber, targetOutputs } from "./checks.ts";
import { checkPace, type Pace } from "./spectral-measures.ts";
import type { Spectrum } from "./spectrum.ts";

/** The targets in the eigenvectors of a kernel: what is learnt, mode by mode, in the order of the spectrum. */
export interface TargetModes {
  /** `Qᵀ y` [n, O]. */
  readonly coefficients: NDArray;
  /** Share of `‖y_o‖²` in each mode [n, O]: a column sums to 1, or is 0 for an output that is 0 everywhere. */
  readonly shares: NDArray;
  /** Sums of `shares` from the strongest mode on [n, O]. */
  readonly cumulative: NDArray;
  /** The share of all outputs together, `‖Qᵀy‖²` by row over `‖y‖²` [n], and its sums. */
  readonly total: { readonly shares: NDArray; readonly cumulative: NDArray };
}

/** Which modes of a kernel carry the targets y [n, O]. Throws ShapeMismatch or InvalidData for targets of other points. */
export async function targetModes(on: Backend, { eigenvectors }: Spectrum, targets: NDArray): Promise<TargetModes> {
  const n = eigenvectors.shape[0];
  const outputs = targetOutputs("targets", targets, n);
  const coefficients = await on.scope(() => on.read(on.matmul(on.tensor(eigenvectors), on.tensor(targets), { transposeA: true })));
  const squares = coefficients.data.map((value) => value * value);
  const rows = new Float64Array(n);
  for (let at = 0; at < n * outputs; at++) rows[Math.floor(at / outputs)] += squares[at];
  const shares = sharesOf(squares, outputs);
  const all = sharesOf(rows, 1);
  return { coefficients, shares, cumulative: sums(shares), total: { shares: ndArray(all.data, [n]), cumulative: ndArray(sums(all).data, [n]) } };
}

/**
 * What is left of each mode at the training times t, `e^(−ηλt/Z) Qᵀy` [times, n, O], when training starts from 0:
 * the residual on the training points is Q times that. Times are numbers ≥ 0 or Infinity.
 */
export function modeResiduals({ eigenvalues }: Spectrum, { coefficients }: TargetModes, times: readonly number[], pace: Pace): NDArray {
  checkPace(pace);
  const [n, outputs] = coefficients.shape;
  const data = new Float64Array(times.length * n * outputs);
  times.forEach((time, step) => {
    checkNumber(`times[${step}]`, time, "a time, 0 or more", (t) => t >= 0);
    for (let mode = 0; mode < n; mode++) {
      const value = eigenvalues.data[mode];
      const left = value > 0 ? Math.exp(-(pace.learningRate / pace.normaliser) * value * time) : 1;
      for (let o = 0; o < outputs; o++) data[(step * n + mode) * outputs + o] = left * coefficients.data[mode * outputs + o];
    }
  });
  return ndArray(data, [times.length, n, outputs]);
}

/** Each column of [n, O] divided by its sum. */
function sharesOf(squares: Float64Array, outputs: number): NDArray {
  const totals = new Float64Array(outputs);
  for (let at = 0; at < squares.length; at++) totals[at % outputs] += squares[at];
  const shares = squares.map((value, at) => (totals[at % outputs] > 0 ? value / totals[at % outputs] : 0));
  return ndArray(shares, [squares.length / outputs, outputs]);
}

/** Running sums down the columns of [n, O]. */
function sums({ data, shape }: NDArray): NDArray {
  const out = data.slice();
  for (let at = shape[1]; at < out.length; at++) out[at] += out[at - shape[1]];
  return ndArray(out, shape);
}
