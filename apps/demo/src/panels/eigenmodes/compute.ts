import { effectiveRank, modeResiduals, type Spectrum, spectrum, targetModes, timeConstants } from "@ntkit/analysis";
import type { JobContext } from "../../compute/job.ts";
import { remember } from "../../compute/remember.ts";
import { keptKernels, samples, settled } from "../../network/kernels.ts";
import { learningRateOf, type Network } from "../../network/network.ts";
import { pointsOf, targets } from "./targets.ts";

export interface ModesRequest {
  readonly network: Network;
  readonly count: number;
  readonly target: keyof typeof targets;
  readonly time: number;
}

export interface Modes {
  readonly points: readonly number[];
  readonly targets: readonly number[];
  /** The NTK on the points [n, n], row by row. */
  readonly kernel: Float64Array;
  /** Descending. */
  readonly eigenvalues: Float64Array;
  /** Steps after which 1/e of a mode is left; Infinity where nothing moves. */
  readonly timeConstants: ArrayLike<number>;
  readonly effectiveRank: number;
  /** Eigenvectors, one after the other: [mode][point]. */
  readonly vectors: readonly Float64Array[];
  /** Share of the target's square in each mode. */
  readonly shares: Float64Array;
  /** What there was to learn in each mode, and what is left of it. */
  readonly coefficients: Float64Array;
  readonly residuals: Float64Array;
}

const onTrain = keptKernels();
const spectra = remember<Spectrum>();

/** The NTK on evenly spaced points taken apart, and how far each pattern is learnt at a time. */
export async function modes({ network, count, target, time }: ModesRequest, { on }: JobContext): Promise<Modes> {
  const points = pointsOf(count);
  const solveOn = on.host ?? on;
  const kernel = (await onTrain(on, network, samples(points), "themselves"))["ntk"];
  const found = await spectra.for([on.name, network, count], async () => settled(await spectrum(solveOn, kernel)));
  const y = points.map(targets[target].at);
  const parts = await targetModes(solveOn, found, samples(y));
  const pace = { learningRate: learningRateOf(network), normaliser: count };
  const residuals = modeResiduals(found, parts, [time], pace);
  return {
    points,
    targets: y,
    kernel: kernel.data,
    eigenvalues: found.eigenvalues.data,
    timeConstants: timeConstants(found.eigenvalues.data, pace),
    effectiveRank: effectiveRank(found.eigenvalues.data),
    vectors: points.map((_, mode) => Float64Array.from({ length: count }, (__, i) => found.eigenvectors.data[i * count + mode])),
    shares: parts.total.shares.data,
    coefficients: parts.coefficients.data,
    residuals: residuals.data,
  };
}
