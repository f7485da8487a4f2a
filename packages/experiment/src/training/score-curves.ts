import type { Backend } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import { type Curve, type Distances, distances } from "@ntkit/training";
import type { PreparedData, Samples } from "../data.ts";
import { type Score, scoreOf } from "../score.ts";
import type { ScoreCurve } from "./report.ts";

/** Outputs along training, on both sides. */
export interface OutputCurves {
  readonly train: Curve<NDArray>;
  readonly test: Curve<NDArray>;
}

/** Scores of outputs step by step; steps at which they overflow are left out. */
export async function scoreCurve(
  on: Backend,
  loss: ChosenLoss,
  { train, test }: OutputCurves,
  data: PreparedData,
  { exact, notes }: Pick<ScoreCurve, "exact" | "notes">,
): Promise<ScoreCurve> {
  const at = async ({ steps, values }: Curve<NDArray>, samples: Samples) => {
    const scores = new Map<number, Score>();
    for (const [i, step] of steps.entries()) {
      const score = await scoreOf(on, loss, values[i], samples);
      if (Object.values(score).every(Number.isFinite)) scores.set(step, score);
    }
    return scores;
  };
  const [onTrain, onTest] = [await at(train, data.train), await at(test, data.test)];
  const steps = [...onTrain.keys()].filter((step) => onTest.has(step));
  const pick = (scores: ReadonlyMap<number, Score>) => steps.flatMap((step) => scores.get(step) ?? []);
  return { steps, train: pick(onTrain), test: pick(onTest), exact, notes };
}

/** How far two functions are apart on both sides; undefined where they have no step in common. */
export function gaps(a: OutputCurves, b: OutputCurves): { readonly train: Distances; readonly test: Distances } | undefined {
  const known = new Set(b.train.steps);
  if (!a.train.steps.some((step) => known.has(step))) return undefined;
  return { train: finite(distances(a.train, b.train)), test: finite(distances(a.test, b.test)) };
}

/** JSON has no infinity: steps at which one of two functions is 0 and the other is not have no relative distance. */
function finite({ steps, rms, relative }: Distances): Distances {
  const kept = steps.map((_, i) => i).filter((i) => Number.isFinite(relative[i]) && Number.isFinite(rms[i]));
  const pick = (values: readonly number[]) => kept.map((i) => values[i]);
  return { steps: pick(steps), rms: pick(rms), relative: pick(relative) };
}
