import { spectrum } from "@ntkit/analysis";
import type { Backend } from "@ntkit/backend";
import type { Prediction } from "@ntkit/solvers";
import { remember } from "../../compute/remember.ts";
import { kernelCourse } from "../../network/finite.ts";
import { keptKernels, samples, settled } from "../../network/kernels.ts";
import type { Network } from "../../network/network.ts";
import { grid, looks, targets, trainAt } from "./setting.ts";

export interface Theory {
  /** A quarter of the largest that is stable in infinitely wide networks, rounded to three digits: kernels of narrow ones grow, and shall stay stable. */
  readonly learningRate: number;
  /** What infinitely wide networks do, at every look. */
  readonly predictions: readonly Prediction[];
}

const [onTrain, onBoth] = [keptKernels(), keptKernels()];
const known = remember<Theory>();

/** Gradient descent on the analytic NTK, from zero. */
export const theoryOf = (on: Backend, network: Network): Promise<Theory> =>
  known.for([on.name, network], async () => {
    const x = samples(trainAt);
    const kernel = { train: (await onTrain(on, network, x, "themselves"))["ntk"], cross: (await onBoth(on, network, samples(grid), x))["ntk"] };
    const solveOn = on.host ?? on;
    const { eigenvalues } = settled(await spectrum(solveOn, kernel.train));
    const learningRate = Number((trainAt.length / (2 * eigenvalues.data[0])).toPrecision(3));
    return { learningRate, predictions: await kernelCourse(solveOn, { kernel, targets: samples(targets), learningRate, steps: looks }) };
  });

/** Root of the mean squared difference. */
export const rms = (a: Float64Array, b: Float64Array): number => Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length);
