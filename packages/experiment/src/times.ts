import { logTimes, type SolverState } from "@ntkit/solvers";
import type { Experiment } from "./schema.ts";

/** Modes slower than this times the fastest are below rounding: no need to wait for them. */
const slowestShown = 1e12;

/**
 * Finite times, ascending, from 0 on: `from`, …, `to`, evenly spaced in their logarithm, where left out from a tenth of
 * the fastest time constant Z/(ηλ) to ten times the slowest. None for a solver that tells no time constants: one without dynamics, which
 * knows the end only, and one whose kernel is zero, where nothing moves.
 */
export function finiteTimes({ times }: Experiment, { timeConstants }: SolverState): number[] {
  if (timeConstants === undefined) return [];
  const { fastest } = timeConstants;
  const slowest = Math.min(timeConstants.slowest, fastest * slowestShown);
  const from = times.from ?? Math.min(fastest / 10, (times.to ?? Number.POSITIVE_INFINITY) / 100);
  const to = times.to ?? Math.max(slowest * 10, from * 10);
  return [0, ...logTimes(from, to, times.count)];
}
