import type { Backend } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { meanLoss } from "@ntkit/losses";
import { combine } from "../arrays.ts";
import { type CheckedMoments, checkedMoments } from "../moments.ts";
import type { TrainingLoss } from "../solver.ts";
import { push } from "./flow.ts";
import type { OdeState } from "./state.ts";

/** `f_t(X)`, or with `labels` `f_t(X) + r a_t`. */
export function trainMean({ spec, flow, conventions, problem }: OdeState, y: Float64Array): CheckedMoments {
  const { a, f } = flow.read(y);
  const ridge = spec.trainOutputs === "labels" ? conventions.ridge.absolute : 0;
  const mean = ndArray(ridge === 0 ? f.slice() : f.map((value, at) => value + ridge * a[at]), problem.targets.shape);
  return checkedMoments(mean, undefined, 0, conventions.dtype);
}

/** `f_t(x) = f_0(x) + Θ(x,X) a_t`. */
export async function testMean(on: Backend, { start, flow, held, problem, conventions }: OdeState, y: Float64Array): Promise<CheckedMoments | undefined> {
  const { cross } = held;
  if (cross === undefined) return undefined;
  const a: NDArray = ndArray(flow.read(y).a, problem.targets.shape);
  const moved = await on.scope(() => on.read(on.matmul(cross, on.tensor(a))));
  return checkedMoments(combine(start.test, moved.data, 1), undefined, 0, conventions.dtype);
}

/** The loss at a state, and how fast it falls: `d(value + penalty)/dt = −(1/Z) p · df/dt` for the push p on the dual coefficients. */
export async function trainingLoss(on: Backend, { flow, drive, problem, conventions, clock, start }: OdeState, y: Float64Array): Promise<TrainingLoss> {
  const { a, f } = flow.read(y);
  const { learningRate, normaliser } = conventions.dynamics;
  const force = await push(drive, a, f);
  const velocity = flow.velocity(await flow.slope(y));
  const [p, moved] = [force.subarray(0, f.length), force.subarray(f.length)];
  const dot = (u: Float64Array, v: (at: number) => number) => u.reduce((sum, value, at) => sum + value * v(at), 0);
  return {
    value: await meanLoss(on, problem.loss, ndArray(f, problem.targets.shape), problem.targets, normaliser.value, problem.weights),
    penalty: (drive.ridge / (2 * normaliser.value)) * dot(a, (at) => f[at] - start.train.data[at]),
    slope: (-clock / normaliser.value) * dot(p, (at) => velocity[at]) || 0,
    identity: (-learningRate / normaliser.value ** 2) * dot(p, (at) => moved[at]) || 0,
  };
}
