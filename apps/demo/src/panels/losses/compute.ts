import { fromNested } from "@ntkit/core";
import { chooseLoss } from "@ntkit/losses";
import { type Prediction, type Prepared, prepare } from "@ntkit/solvers";
import type { JobContext } from "../../compute/job.ts";
import { remember } from "../../compute/remember.ts";
import { keptKernels, samples, settled } from "../../network/kernels.ts";
import { plugins } from "../../plugins.ts";
import type { LossesState } from "./panel.ts";
import { pointsOf, reach, targetsOf } from "./points.ts";
import { type LossName, lossNames, side, solverOf, targetsShift, times } from "./setting.ts";

export type CompareRequest = Pick<LossesState, "network" | "shape" | "count" | "seed" | "smoothing" | "time">;

/** How training goes with one loss, at `times`. */
export interface Course {
  /** A sample. */
  readonly loss: readonly number[];
  /** By how much the output of the right class is above the other: of the point where it is least, in the middle, and most. */
  readonly margins: { readonly least: readonly number[]; readonly middle: readonly number[]; readonly most: readonly number[] };
}

/** What training with one loss has come to at one time. */
export interface Stand {
  /** On the grid: how far the output of the second class is above that of the first. */
  readonly difference: Float64Array;
  /** Of each training point, for its own class. */
  readonly margins: readonly number[];
  readonly loss: number;
  /** Where the time asked for has no end to show: the time that is shown. */
  readonly reached: number;
  readonly ended: boolean;
}

export interface Comparison {
  readonly courses: Readonly<Record<LossName, Course>>;
  readonly stands: Readonly<Record<LossName, Stand>>;
}

/** Rows from the top. */
const along = Array.from({ length: side }, (_, i) => -reach + (2 * reach * i) / (side - 1));
const grid = samples(
  [...along].reverse().flatMap((y) => along.flatMap((x) => [x, y])),
  2,
);

const [onTrain, onGrid] = [keptKernels(), keptKernels()];
const release = (prepared: Prepared) => prepared.release();
const flows: Readonly<Record<LossName, ReturnType<typeof remember<Prepared>>>> = { mse: remember(release), "cross-entropy": remember(release) };
const courses: Readonly<Record<LossName, ReturnType<typeof remember<Course>>>> = { mse: remember(), "cross-entropy": remember() };

/** The same networks on the same points with both losses: their whole course, and the picture at one time. */
export async function compare(request: CompareRequest, { on }: JobContext): Promise<Comparison> {
  const { network, time, ...rest } = request;
  const points = pointsOf(request);
  const x = samples(points.inputs.flat(), 2);
  const kernel = { train: (await onTrain(on, network, x, "themselves"))["ntk"], cross: (await onGrid(on, network, grid, x))["ntk"] };
  const found: { readonly name: LossName; readonly course: Course; readonly stand: Stand }[] = [];
  for (const name of lossNames) {
    const key = [on.name, network, rest];
    const flow = await flows[name].for(key, async () => {
      const targets = fromNested(targetsOf(points, request.smoothing).map((row) => row.map((value) => value - targetsShift[name])));
      const problem = { loss: chooseLoss({ kind: name }, plugins.losses), kernels: { ntk: kernel, nngp: kernel }, targets };
      return settled(await prepare(on.host ?? on, solverOf(name, network), problem, plugins.solvers));
    });
    const course = await courses[name].for(key, async () => courseOf(await flow.at(times, { sets: ["train"], loss: true }), points.second));
    const [now] = await flow.at([time], { loss: true });
    found.push({ name, course, stand: standOf(now, points.second) });
  }
  const byName = <T>(pick: (one: (typeof found)[number]) => T) => Object.fromEntries(found.map((one) => [one.name, pick(one)])) as Record<LossName, T>;
  return { courses: byName(({ course }) => course), stands: byName(({ stand }) => stand) };
}

const marginsOf = ({ train }: Prediction, second: readonly boolean[]): number[] =>
  second.map((is, i) => {
    const [a, b] = train === undefined ? [Number.NaN, Number.NaN] : [train.mean.data[2 * i], train.mean.data[2 * i + 1]];
    return is ? b - a : a - b;
  });

function courseOf(predictions: readonly Prediction[], second: readonly boolean[]): Course {
  const sorted = predictions.map((one) => marginsOf(one, second).sort((a, b) => a - b));
  const rank = (share: number) => sorted.map((margins) => margins[Math.round(share * (margins.length - 1))]);
  return { loss: predictions.map(({ loss }) => loss?.value ?? Number.NaN), margins: { least: rank(0), middle: rank(0.5), most: rank(1) } };
}

function standOf(prediction: Prediction, second: readonly boolean[]): Stand {
  const { test, loss, report } = prediction;
  const outputs = test?.mean.data ?? new Float64Array(2 * side * side);
  return {
    difference: Float64Array.from({ length: side * side }, (_, i) => outputs[2 * i + 1] - outputs[2 * i]),
    margins: marginsOf(prediction, second),
    loss: loss?.value ?? Number.NaN,
    reached: report.reached,
    ended: report.status === "ok" || report.status === "stationary",
  };
}
