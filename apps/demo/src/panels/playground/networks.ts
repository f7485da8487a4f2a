import { spectrum } from "@ntkit/analysis";
import { initialise } from "@ntkit/architectures";
import type { KernelName } from "@ntkit/solvers";
import { isDue, type Outputs, recorders, train } from "@ntkit/training";
import type { JobContext } from "../../compute/job.ts";
import { seldom } from "../../compute/seldom.ts";
import { empiricalBlocks, finiteFrom, kernelCourse } from "../../network/finite.ts";
import { keptKernels, samples, settled } from "../../network/kernels.ts";
import { learningRateOf } from "../../network/network.ts";
import { watching } from "../../network/watching.ts";
import type { Setting } from "./compute.ts";
import { grid } from "./grid.ts";
import { steps } from "./networks-at.ts";
import { trainedPart } from "./trained-part.ts";

export interface NetworksRequest extends Pick<Setting, "network" | "points"> {
  /** Which weights are trained: all, or those of the last layer. */
  readonly kernel: KernelName;
  readonly width: number;
  readonly count: number;
  /** Of the first network; the others follow. */
  readonly seed: number;
  readonly twins: boolean;
}

/** Functions on the grid as training goes. */
export interface Followed {
  /** Training times, ascending from 0. */
  readonly times: readonly number[];
  readonly network: readonly Float64Array[];
  /** The linear twin at the same times; empty where it is not wanted, or not there yet. */
  readonly twin: readonly Float64Array[];
}

export interface Networks {
  readonly request: NetworksRequest;
  readonly learningRate: number;
  /** The training time at the last step. */
  readonly until: number;
  readonly networks: readonly Followed[];
}

/** Networks are looked at twelve times in each tenfold of steps. */
const due = isDue({ perDecade: 12 });
const looks = Array.from({ length: steps + 1 }, (_, step) => step).filter((step) => due(step) || step === steps);

const testX = samples(grid);
const onTrain = keptKernels();

/**
 * Trains real networks one after the other, by gradient descent on all points, each beside its linear twin. A step is the unit of training time
 * where that is stable, and otherwise so much of it that the fastest pattern of infinitely wide networks is halved.
 */
export async function networks(request: NetworksRequest, { on, signal, report }: JobContext<Networks>): Promise<Networks> {
  const { network: described, points, kernel, width, count, seed, twins } = request;
  if (points.length === 0) return { request, learningRate: 0, until: 0, networks: [] };
  const [x, y] = [samples(points.map(([value]) => value)), samples(points.map(([, value]) => value))];
  const learningRate = await rateOf(request, on);
  const time = (step: number) => (step * learningRate) / learningRateOf(described, width);
  const network = finiteFrom(trainedPart(described, width, kernel));
  const all: Followed[] = [];
  const now = (): Networks => ({ request, learningRate, until: time(steps), networks: all });
  const tell = seldom(report);
  for (let member = 0; member < count; member++) {
    const parameters = initialise(network, { seed: seed + member });
    const functions: Float64Array[] = [];
    let start: Outputs | undefined;
    const see = (step: number, outputs: Outputs) => {
      start ??= outputs;
      functions.push(outputs.test?.data ?? new Float64Array(grid.length));
      all[member] = { times: looks.slice(0, functions.length).map(time), network: functions, twin: [] };
      if (step > 0) tell(now());
    };
    await train({
      ...{ on, network, parameters, x, y, testX, testY: samples(grid.map(() => 0)), signal, steps },
      optimiser: { kind: "gradient-descent", learningRate },
      checkLearningRate: false,
      record: [{ kind: "watching", at: { steps: looks } }],
      plugins: { recorders: { ...recorders, watching: watching(see) } },
    });
    signal.throwIfAborted();
    if (twins && start !== undefined) {
      const empirical = await empiricalBlocks(on, { network, parameters, x, testX, signal });
      const predictions = await kernelCourse(on.host ?? on, { kernel: empirical, targets: y, initial: start, learningRate, steps: looks });
      all[member] = { ...all[member], twin: predictions.map(({ test }) => test?.mean.data ?? new Float64Array(grid.length)) };
    }
    report(now());
  }
  return now();
}

async function rateOf({ network, points, kernel, width }: NetworksRequest, on: JobContext["on"]): Promise<number> {
  const train = await onTrain(on, network, samples(points.map(([value]) => value)), "themselves");
  const { eigenvalues } = settled(await spectrum(on.host ?? on, train[kernel]));
  const unit = learningRateOf(network, width);
  return Number((unit * Math.min(1, points.length / (2 * learningRateOf(network) * eigenvalues.data[0]))).toPrecision(3));
}
