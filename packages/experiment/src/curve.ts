import type { Backend, Trouble } from "@ntkit/backend";
import type { ChosenLoss } from "@ntkit/losses";
import { type Moments, type Prediction, type Prepared, type Reason, type Report, timeToReach } from "@ntkit/solvers";
import type { PreparedData } from "./data.ts";
import { type CurvePoint, type ExperimentResult, jsonNumber } from "./result.ts";
import { type Score, scoreOf, skill } from "./score.ts";

/** So many times at once: long curves show how far they are. */
const batch = 8;

export interface CurveRun {
  readonly loss: ChosenLoss;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Scores along training time, or the numbers that overflowed. Times that the solver did not come to (too many steps, steps that
 * diverge) are left out.
 */
export async function learningCurve(
  on: Backend,
  prepared: Prepared,
  times: readonly number[],
  { train, test }: PreparedData,
  { loss, onProgress, signal }: CurveRun,
): Promise<{ readonly status: "ok"; readonly curve: CurvePoint[] } | Trouble> {
  const curve: CurvePoint[] = [];
  for (let from = 0; from < times.length; from += batch) {
    signal?.throwIfAborted();
    for (const prediction of await prepared.at(times.slice(from, from + batch), { uncertainty: "none" })) {
      const trouble = overflowIn(prediction);
      if (trouble !== undefined) return trouble;
      if (unreached(prediction) !== undefined) continue;
      const moments = momentsOf(prediction);
      const point = {
        time: jsonNumber(prediction.time),
        train: await scoreOf(on, loss, moments.train.mean, train),
        test: await scoreOf(on, loss, moments.test.mean, test),
      };
      if (!isFiniteScore(point.train) || !isFiniteScore(point.test)) return overflow(prediction.time, "the loss");
      curve.push(point);
    }
    onProgress({ done: Math.min(from + batch, times.length), total: times.length });
  }
  return { status: "ok", curve };
}

const isFiniteScore = (score: Score) => Object.values(score).every(Number.isFinite);

/** The trouble with predictions that are not finite numbers, if they are not. */
export function overflowIn({ time, warnings }: Prediction): Trouble | undefined {
  return warnings.some(({ kind }) => kind === "not-finite") ? overflow(time, "a prediction") : undefined;
}

const overflow = (time: number, what: string): Trouble => ({
  status: "not-finite",
  problem: `${what} at t = ${time} is not a finite number`,
  remedy: "Prepare the inputs (standardise), encode the targets as standardised, or add a ridge to the solver.",
});

/** Why there are no numbers at a time: the solver did not come to it. */
export interface Unreached extends Reason {
  readonly status: Exclude<Report["status"], "ok" | "stationary">;
}

export function unreached({ train, test, report }: Prediction): Unreached | undefined {
  const { status, trouble } = report;
  if ((train !== undefined && test !== undefined) || trouble === undefined || status === "ok" || status === "stationary") return undefined;
  return { status, ...trouble };
}

/** Both sides of a prediction. Throws for a solver that did not give what it was asked for: a fault of its author. */
export function momentsOf({ train, test, conventions }: Prediction): { readonly train: Moments; readonly test: Moments } {
  if (train === undefined || test === undefined) throw new Error(`the solver "${conventions.solver.kind}" gave no predictions`);
  return { train, test };
}

/**
 * When the test score came to 50, 90 and 99 % of its final value; nothing without dynamics, or if that value is 0 or less.
 * The times of the curve are not computed again.
 */
export async function milestones(prepared: Prepared, curve: readonly CurvePoint[], { test }: PreparedData): Promise<ExperimentResult["reached"]> {
  const known = new Map(curve.map((point) => [point.time, point.test.accuracy ?? point.test.r2 ?? Number.NaN]));
  const times = [...known.keys()].filter((time) => typeof time === "number");
  const final = known.get("Infinity") ?? 0;
  if (times.length === 0 || !(final > 0)) return [];
  const evaluate = async (asked: readonly number[]) => {
    const fresh = asked.filter((time) => !known.has(time));
    const predictions = await prepared.at(fresh, { sets: ["test"], uncertainty: "none" });
    predictions.forEach(({ time, test: on }) => known.set(time, on === undefined ? Number.NaN : skill(on.mean, test)));
    return asked.map((time) => known.get(time) ?? Number.NaN);
  };
  return timeToReach(evaluate, { times, final });
}
