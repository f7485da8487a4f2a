import type { Backend } from "@ntkit/backend";
import type { Prediction, Report, Wanted, Warning } from "../solver.ts";
import { resolveWanted } from "../wanted.ts";
import { linearLosses } from "./loss.ts";
import { testMoments, trainMoments } from "./moments.ts";
import type { Motion } from "./motion.ts";
import { contradictionWarning } from "./null-modes.ts";
import type { LinearOptions } from "./options.ts";
import type { ModeBasis } from "./state.ts";

/** What was asked for at one time. */
export interface Moment {
  readonly time: number;
  /** The motion until then; undefined where there is none, as at the end of a divergence. */
  readonly motion: Motion | undefined;
  readonly report: Report;
  readonly warnings?: readonly Warning[];
}

/** What linear dynamics predict at each time, given their motion until then. */
export async function predictMotions<S extends LinearOptions>(
  on: Backend,
  state: ModeBasis<S>,
  moments: readonly Moment[],
  wanted: Wanted | undefined,
): Promise<Prediction[]> {
  const { train, test, spread, loss } = resolveWanted(wanted, { testPoints: state.sizes.test, uncertainty: state.spec.uncertainty });
  const motions = moments.map(({ motion }) => motion).filter((motion) => motion !== undefined);
  return on.scope(async () => {
    const onTrain = train ? await trainMoments(on, state, motions, spread) : undefined;
    const onTest = test ? await testMoments(on, state, motions, spread) : undefined;
    const losses = loss ? await linearLosses(on, state, motions) : undefined;
    return moments.map(({ time, motion, report, warnings = [] }) => {
      if (motion === undefined) return { time, report, warnings, conventions: state.conventions };
      const index = motions.indexOf(motion);
      return {
        time,
        ...(onTrain && { train: onTrain[index].moments }),
        ...(onTest && { test: onTest[index].moments }),
        ...(losses && { loss: losses[index] }),
        report,
        warnings: [
          ...warnings,
          ...(onTrain?.[index].warnings ?? []),
          ...(onTest?.[index].warnings ?? []),
          ...(onTest && state.contradiction > 0 && time > 0 ? [contradictionWarning(state.contradiction)] : []),
        ],
        conventions: state.conventions,
      };
    });
  });
}
