import { type NDArray, ndArray, zeros } from "@ntkit/core";
import { chooseLoss } from "@ntkit/losses";
import { type KernelName, type Prepared, prepare, samplePrior } from "@ntkit/solvers";
import type { JobContext } from "../../compute/job.ts";
import { remember } from "../../compute/remember.ts";
import { keptKernels, samples, settled } from "../../network/kernels.ts";
import { learningRateOf } from "../../network/network.ts";
import { plugins } from "../../plugins.ts";
import type { Setting } from "./compute.ts";
import { drawGrid } from "./grid.ts";

export interface DrawRequest extends Setting {
  readonly time: number;
  readonly kernel: KernelName;
  readonly seed: number;
  readonly count: number;
}

/** One network each, on the grid of draws. */
export type Draws = readonly Float64Array[];

const inputs = samples(drawGrid);
const [onGrid, onTrain, fromGrid, fromTrain] = [keptKernels(), keptKernels(), keptKernels(), keptKernels()];
const release = (prepared: Prepared) => prepared.release();
/** Networks before training, on the grid [points, count]. */
const starts = remember<NDArray>();
/** What tells their values elsewhere from those. */
const extended = remember<Prepared>(release);
const trained = remember<Prepared>(release);

/**
 * Single networks of the ensemble, drawn at random and trained until a time. They are drawn on the grid alone, so that they stay
 * the same while points are moved; between its places they are what a Gaussian process expects there, which on so fine a grid is what they are.
 */
export async function draw({ network, points, ridge, time, kernel, seed, count }: DrawRequest, { on }: JobContext): Promise<Draws> {
  const solveOn = on.host ?? on;
  const loss = chooseLoss({ kind: "mse" }, plugins.losses);
  const square = await onGrid(on, network, inputs, "themselves");
  const size = drawGrid.length;
  const prior = { loss, kernels: { nngp: { train: square["nngp"] } }, targets: zeros([size, 1]) };
  const start = await starts.for([on.name, network, seed, count], async () => {
    const { train } = settled(await samplePrior(solveOn, prior, { seed, count }));
    return transposed(train, count, size);
  });
  if (points.length === 0) return columns(start);
  const { at } = await trained.for([on.name, network, points, ridge, kernel, seed, count], async () => {
    const x = samples(points.map(([value]) => value));
    const elsewhere = await extended.for([on.name, network, seed, count, [...x.data]], async () => {
      const kernels = { nngp: { train: square["nngp"], cross: (await fromGrid(on, network, x, inputs))["nngp"] } };
      return settled(await prepare(solveOn, { kind: "eigen", ensemble: "nngp" }, { loss, kernels, targets: start }, plugins.solvers));
    });
    const [{ test }] = await elsewhere.at([Number.POSITIVE_INFINITY], { sets: ["test"] });
    const blocks = { train: (await onTrain(on, network, x, "themselves"))[kernel], cross: (await fromTrain(on, network, inputs, x))[kernel] };
    const targets = ndArray(Float64Array.from(points.flatMap(([, y]) => Array.from({ length: count }, () => y))), [points.length, count]);
    const spec = { kind: "eigen", ensemble: kernel, learningRate: learningRateOf(network), ridge: { kind: "absolute", value: ridge } };
    const initial = { train: test?.mean ?? targets, test: start };
    return settled(await prepare(solveOn, spec, { loss, kernels: { [kernel]: blocks }, targets, initial }, plugins.solvers));
  });
  const [{ test }] = await at([time], { sets: ["test"] });
  return columns(test?.mean ?? start);
}

/** [count, points, 1] to [points, count]. */
function transposed({ data }: NDArray, count: number, points: number): NDArray {
  return ndArray(
    Float64Array.from({ length: points * count }, (_, at) => data[(at % count) * points + Math.floor(at / count)]),
    [points, count],
  );
}

const columns = ({ data, shape: [rows, count] }: NDArray): Float64Array[] =>
  Array.from({ length: count }, (_, k) => Float64Array.from({ length: rows }, (__, i) => data[i * count + k]));
