import { logTimes, type SolverState, type Spectrum } from "@ntkit/solvers";
import type { Experiment } from "./schema.ts";

/** Modes slower than this times the fastest are below rounding: no need to wait for them. */
const slowestShown = 1e12;

export function spectrumOf(state: SolverState): Spectrum | undefined {
  return "spectrum" in state ? (state.spectrum as Spectrum) : undefined;
}

/** Finite times, ascending, from 0 on; none for a solver without dynamics, which knows the end only. */
export function finiteTimes({ times }: Experiment, state: SolverState): number[] {
  const { dynamics } = state.conventions;
  const spectrum = spectrumOf(state);
  if (dynamics === null || spectrum === undefined) return [];
  const constant = (eigenvalue: number) => dynamics.normaliser.value / (dynamics.learningRate * eigenvalue);
  const fastest = constant(spectrum.largest);
  const positive = spectrum.eigenvalues.data.find((value) => value > spectrum.rankTolerance) ?? spectrum.largest;
  const slowest = Math.min(constant(Math.max(positive, spectrum.smallest)), fastest * slowestShown);
  const from = times.from ?? fastest / 10;
  return [0, ...logTimes(from, Math.max(times.to ?? slowest * 10, from * 2), times.count)];
}
