import { epsilon } from "@ntkit/backend";
import type { Report } from "../solver.ts";
import type { LinearOptions } from "./options.ts";
import type { EigenBasis } from "./state.ts";

/**
 * What eigenvalues are worth: rounding moves Θ by about ε μmax, which moves a prediction at τ = ηt/Z by up to
 * `ε (1 + min(μmax τ, κ)) |y − f_0|`, κ the condition number on the modes that move.
 */
export function linearReport<S extends LinearOptions>(
  { modes, spectrum, conventions, targets, start }: EigenBasis<S>,
  method: Report["method"],
  time: number,
): Report {
  const { learningRate, normaliser } = conventions.dynamics;
  const smallest = modes.reduce((least, mode) => (mode > 0 ? Math.min(least, mode) : least), Infinity);
  const spread = spectrum.largest > 0 ? Math.min((spectrum.largest * learningRate * time) / normaliser.value, spectrum.largest / smallest) : 0;
  const residual = targets.data.reduce((most, y, at) => Math.max(most, Math.abs(y - start.train.data[at])), 0);
  return {
    status: "ok",
    reached: time,
    method,
    steps: 0,
    rejected: 0,
    evaluations: 0,
    errorEstimate: epsilon[conventions.dtype] * (1 + spread) * residual,
    conditionNumber: spectrum.conditionNumber,
  };
}
