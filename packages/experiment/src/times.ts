import { logTimes, maximumLearningRate, type SolverState, type Spectrum } from "@ntkit/solvers";
import { type ExperimentResult, jsonNumber } from "./result.ts";
import type { Experiment } from "./schema.ts";

/** Modes slower than this times the fastest are below rounding: no need to wait for them. */
const slowestShown = 1e12;

/** The spectrum of a solver that has one. */
function spectrumOf(state: SolverState): Spectrum | undefined {
  return "spectrum" in state ? (state.spectrum as Spectrum) : undefined;
}

/**
 * Finite times, ascending, from 0 on: `from`, …, `to`, evenly spaced in their logarithm, where left out from a tenth of
 * the fastest time constant Z/(ηλ) to ten times the slowest. None for a solver without dynamics, which knows the end only,
 * and for a kernel that is zero, where nothing moves.
 */
export function finiteTimes({ times }: Experiment, state: SolverState): number[] {
  const { dynamics } = state.conventions;
  const spectrum = spectrumOf(state);
  if (dynamics === null || spectrum === undefined || !(spectrum.largest > 0)) return [];
  const constant = (eigenvalue: number) => dynamics.normaliser.value / (dynamics.learningRate * eigenvalue);
  const fastest = constant(spectrum.largest);
  const { ridge } = state.conventions;
  const positive = spectrum.eigenvalues.data.find((value) => value + ridge.absolute > spectrum.rankTolerance) ?? spectrum.largest;
  const slowest = Math.min(constant(positive + ridge.absolute), fastest * slowestShown);
  const from = times.from ?? Math.min(fastest / 10, (times.to ?? Number.POSITIVE_INFINITY) / 100);
  const to = times.to ?? Math.max(slowest * 10, from * 10);
  return [0, ...logTimes(from, to, times.count)];
}

/** What a result tells of the spectrum, for a solver that has one and knows time. */
export function spectrumSummary(state: SolverState): Pick<ExperimentResult, "spectrum"> {
  const { dynamics } = state.conventions;
  const spectrum = spectrumOf(state);
  if (dynamics === null || spectrum === undefined) return {};
  const { eigenvalues, largest, conditionNumber, rank } = spectrum;
  return {
    spectrum: {
      eigenvalues: [...eigenvalues.data].reverse(),
      conditionNumber: jsonNumber(conditionNumber),
      rank,
      maximumLearningRate: jsonNumber(maximumLearningRate({ largestEigenvalue: Math.max(0, largest), normaliser: dynamics.normaliser.value })),
    },
  };
}
