import { chooseLoss } from "@ntkit/losses";
import { type Prepared, prepare } from "@ntkit/solvers";
import type { JobContext } from "../../compute/job.ts";
import { remember } from "../../compute/remember.ts";
import { keptKernels, samples, settled } from "../../network/kernels.ts";
import type { Network } from "../../network/network.ts";
import { plugins } from "../../plugins.ts";
import { angles, trainAngles } from "./angles.ts";
import { inputsAt } from "./inputs.ts";
import { solverOf } from "./solver.ts";

export interface CircleRequest {
  readonly network: Network;
  readonly radius: number;
}

export interface CircleKernel {
  /** Θ and K between the input at angle 0 and those at `angles`. */
  readonly ntk: Float64Array;
  readonly nngp: Float64Array;
  /** Eigenvalues by frequency, from 0: of waves over the whole circle, whose mean square is taken for 1. */
  readonly spectrum: { readonly ntk: readonly number[]; readonly nngp: readonly number[] };
}

/** Frequencies that are told. */
const frequencies = 13;
/** Points around the circle for the spectrum: what folds into a frequency is about (frequency/points)² of it. */
const points = 4096;

const around = Array.from({ length: points }, (_, j) => (2 * Math.PI * j) / points);
const [toShown, toAll] = [keptKernels(), keptKernels()];

/** The kernel as a function of the angle, and its eigenvalues: by symmetry its Fourier coefficients, `λ_k = mean of Θ(t) cos kt`. */
export async function kernel({ network, radius }: CircleRequest, { on: backend }: JobContext): Promise<CircleKernel> {
  const start = inputsAt(radius, [0]);
  const shown = await toShown(backend, network, start, inputsAt(radius, angles));
  const all = await toAll(backend, network, start, inputsAt(radius, around));
  const coefficients = (row: Float64Array) =>
    Array.from({ length: frequencies }, (_, k) => row.reduce((sum, value, j) => sum + value * Math.cos(k * around[j]), 0) / points);
  return { ntk: shown["ntk"].data, nngp: shown["nngp"].data, spectrum: { ntk: coefficients(all["ntk"].data), nngp: coefficients(all["nngp"].data) } };
}

export interface LearnRequest extends CircleRequest {
  readonly frequency: number;
  readonly time: number;
}

const [onTrain, onBoth] = [keptKernels(), keptKernels()];
const prepared = remember<Prepared>((one) => one.release());

/** The mean of the ensemble trained on `sin(frequency t)` at points evenly spaced around the circle, at one time, at `angles`. */
export async function learn({ network, radius, frequency, time }: LearnRequest, { on: backend }: JobContext): Promise<Float64Array> {
  const [train, shown] = [inputsAt(radius, trainAngles), inputsAt(radius, angles)];
  const blocks = { train: (await onTrain(backend, network, train, "themselves"))["ntk"], cross: (await onBoth(backend, network, shown, train))["ntk"] };
  const targets = samples(trainAngles.map((angle) => Math.sin(frequency * angle)));
  const { at } = await prepared.for([backend.name, network, radius, frequency], async () => {
    const problem = { loss: chooseLoss({ kind: "mse" }, plugins.losses), kernels: { ntk: blocks, nngp: blocks }, targets };
    return settled(await prepare(backend.host ?? backend, solverOf(network), problem, plugins.solvers));
  });
  const [{ test }] = await at([time], { sets: ["test"] });
  return test?.mean.data ?? new Float64Array(angles.length);
}

export { finite } from "./finite.ts";
