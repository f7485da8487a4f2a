import { type Spectrum, spectrum } from "@ntkit/analysis";
import { chooseLoss } from "@ntkit/losses";
import { type KernelName, type Prepared, prepare } from "@ntkit/solvers";
import type { JobContext } from "../../compute/job.ts";
import { remember } from "../../compute/remember.ts";
import { keptKernels, samples, settled } from "../../network/kernels.ts";
import { learningRateOf, type Network } from "../../network/network.ts";
import { plugins } from "../../plugins.ts";
import { grid } from "./grid.ts";

/** What is trained on what. */
export interface Setting {
  readonly network: Network;
  readonly points: readonly (readonly [number, number])[];
  /** Added to the diagonal of the kernel. */
  readonly ridge: number;
}

export interface PredictRequest extends Setting {
  readonly time: number;
  readonly kernels: readonly KernelName[];
}

export interface Curve {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

export interface Prediction {
  /** On the grid. */
  readonly curves: { readonly [name in KernelName]?: Curve };
  /** Standard deviation of the networks before training, on the grid. */
  readonly prior: Float64Array;
  /** Of the kernel of the first curve, on the points, descending. */
  readonly eigenvalues: Float64Array;
}

const inputs = samples(grid);
const [onTrain, onBoth, onTest] = [keptKernels(), keptKernels(), keptKernels()];
const release = (prepared: Prepared) => prepared.release();
const prepared = { ntk: remember<Prepared>(release), nngp: remember<Prepared>(release) };
const modes = remember<Spectrum>();

/** Mean and spread of the infinite ensemble on the grid, at one time. */
export async function predict({ network, points, ridge, time, kernels }: PredictRequest, { on }: JobContext): Promise<Prediction> {
  const test = await onTest(on, network, inputs, "diagonal");
  const prior = test["nngp"].data.map(Math.sqrt);
  if (points.length === 0) {
    const untrained: Curve = { mean: new Float64Array(grid.length), deviation: prior };
    return { curves: Object.fromEntries(kernels.map((name) => [name, untrained])), prior, eigenvalues: new Float64Array() };
  }
  const x = samples(points.map(([value]) => value));
  const train = await onTrain(on, network, x, "themselves");
  const cross = await onBoth(on, network, inputs, x);
  const blocks = (kind: KernelName) => ({ train: train[kind], cross: cross[kind], test: test[kind] });
  const problem = {
    loss: chooseLoss({ kind: "mse" }, plugins.losses),
    kernels: { nngp: blocks("nngp"), ntk: blocks("ntk") },
    targets: samples(points.map(([, value]) => value)),
  };
  const solveOn = on.host ?? on;
  const curves: { [name in KernelName]?: Curve } = {};
  for (const ensemble of kernels) {
    const spec = { kind: "eigen", ensemble, learningRate: learningRateOf(network), ridge: { kind: "absolute", value: ridge }, uncertainty: "variances" };
    const { at } = await prepared[ensemble].for([on.name, network, points, ridge], async () => settled(await prepare(solveOn, spec, problem, plugins.solvers)));
    const [{ test: moments }] = await at([time], { sets: ["test"] });
    if (moments?.variance !== undefined) curves[ensemble] = { mean: moments.mean.data, deviation: moments.variance.data.map(Math.sqrt) };
  }
  const [first] = kernels;
  const { eigenvalues } = await modes.for([on.name, network, points.map(([value]) => value), first], async () =>
    settled(await spectrum(solveOn, train[first])),
  );
  return { curves, prior, eigenvalues: eigenvalues.data };
}

export { draw } from "./draw.ts";
export { networks } from "./networks.ts";
