import type { Backend, Tensor } from "@ntkit/backend";
import { combine } from "../arrays.ts";
import type { Spread } from "../covariance.ts";
import { type CheckedMoments, checkedMoments } from "../moments.ts";
import type { Prediction, Report, SolverState, Wanted, Warning } from "../solver.ts";
import { resolveWanted } from "../wanted.ts";
import type { Regression, RegressionSpec, RegressionTensors } from "./setup.ts";

/** A regression whose linear system is solved. */
export interface SolvedRegression extends Regression, SolverState {
  readonly spec: RegressionSpec;
  readonly held: RegressionTensors & {
    /** `(Θ + ridge)⁻¹ (y − f_0)` [n, O]. */
    readonly dual: Tensor;
  };
}

/** Points with `cross` = Θ(x,X), `startCross` = K(x,X) for the predictor `ntk`, and their prior covariance. */
export interface Points {
  readonly set: "train" | "test";
  readonly cross: Tensor;
  readonly startCross: Tensor | undefined;
  readonly prior: Tensor | undefined;
}

/** The end of training: the mean from the dual coefficients, the spread from what `covariance` makes of the points. */
export async function predictEnd(
  on: Backend,
  state: SolvedRegression,
  times: readonly number[],
  wanted: Wanted | undefined,
  report: Report,
  warnings: readonly Warning[],
  covariance: (points: Points & { readonly prior: Tensor }, spread: Spread) => Tensor | Promise<Tensor>,
): Promise<Prediction[]> {
  const { train, test, spread } = resolveWanted(wanted, { testPoints: state.sizes.test, uncertainty: state.spec.uncertainty });
  const { held, start, largestPrior, conventions } = state;
  const moments = async (points: Points): Promise<CheckedMoments> => {
    const { set, cross, prior } = points;
    const moved = await on.read(on.matmul(cross, held.dual));
    const second = spread && prior && (await on.read(await covariance({ ...points, prior }, spread)));
    return checkedMoments(combine(start[set], moved.data, 1), second, largestPrior[set], conventions.dtype);
  };
  return on.scope(async () => {
    const { train: kernel, cross, startTrain, startCross, prior } = held;
    const onTrain = train ? await moments({ set: "train", cross: kernel, startCross: startTrain, prior: startTrain ?? kernel }) : undefined;
    const onTest = test && cross ? await moments({ set: "test", cross, startCross, prior }) : undefined;
    return times.map((time) => ({
      time,
      ...(onTrain && { train: onTrain.moments }),
      ...(onTest && { test: onTest.moments }),
      report,
      warnings: [...warnings, ...(onTrain?.warnings ?? []), ...(onTest?.warnings ?? [])],
      conventions,
    }));
  });
}
