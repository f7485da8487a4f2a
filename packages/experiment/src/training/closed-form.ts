import type { FiniteNetwork } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { type NDArray, ndArray } from "@ntkit/core";
import { evaluateEmpirical } from "@ntkit/kernels";
import type { ChosenLoss } from "@ntkit/losses";
import type { Outputs, Parameters } from "@ntkit/training";
import type { PreparedData } from "../data.ts";
import type { KernelRun } from "../kernels.ts";
import { planRun, type Sizes } from "../plan.ts";
import type { ExperimentPlugins } from "../plugins.ts";
import { dynamicsOf } from "./dynamics.ts";
import { absent, type Predicted, predictor } from "./predictor.ts";
import type { TrainingSection } from "./section.ts";

/** A kernel of every pair of outputs is decomposed up to this side, samples times outputs; above it, its mean over outputs. */
const largestSide = 1000;

/** Whether every pair of outputs is in the kernel. */
const isWhole = (loss: ChosenLoss, samples: number, outputs: number): boolean => outputs === 1 || (loss.quadratic && samples * outputs <= largestSide);

/** Bytes of this prediction and of the analytic one, which are ready at the same time. */
export function planClosedForm(sizes: Sizes, loss: ChosenLoss, { networks }: TrainingSection): number {
  const factor = isWhole(loss, sizes.train, sizes.outputs) ? sizes.outputs : 1;
  const own = { ...sizes, train: factor * sizes.train, test: factor * sizes.test, outputs: sizes.outputs / factor };
  return planRun(sizes, networks > 1).bytes + planRun(own, false).bytes;
}

export interface ClosedFormRun extends Pick<KernelRun, "onProgress" | "signal"> {
  readonly loss: ChosenLoss;
  /** Z. */
  readonly normaliser: number;
  readonly network: FiniteNetwork;
  /** At the start. */
  readonly parameters: Parameters;
  /** Outputs there, as the loss sees them. */
  readonly outputs: Outputs;
}

/**
 * What the empirical NTK at the start says of the training of one network: the linear twin without a step. On a squared loss with every
 * pair of outputs, samples and outputs are one axis [n·O] of a problem with one output; where that is too large, or the loss does not
 * fall apart into outputs, the mean over outputs stands for each of them.
 */
export async function closedForm(
  on: Backend,
  training: TrainingSection,
  { train, test }: PreparedData,
  plugins: ExperimentPlugins,
  { loss, normaliser, network, parameters, outputs: start, onProgress, signal }: ClosedFormRun,
): Promise<Predicted> {
  const dynamics = dynamicsOf(training, loss, normaliser, "none");
  if ("problem" in dynamics) return absent(dynamics);
  const [n, m, width] = [train.rows.length, test.rows.length, train.targets.shape[1]];
  const whole = isWhole(loss, n, width);
  const total = n * n + n * m;
  const kernel = async (x1: NDArray, x2: NDArray | null, before: number, share: number) => {
    const { ntk, trouble } = await evaluateEmpirical({
      ...{ on, network, parameters, x1, x2, outputs: whole ? "full" : "mean" },
      onProgress: ({ done, total: all }) => onProgress?.({ done: before + (share * done) / all, total }),
      ...(signal && { signal }),
    });
    return { matrix: ntk && asMatrix(ntk, training.outputScale ** 2), trouble };
  };
  const square = await kernel(train.inputs, null, 0, n * n);
  const cross = await kernel(test.inputs, train.inputs, n * n, n * m);
  const trouble = square.trouble ?? cross.trouble;
  if (trouble !== undefined || square.matrix === undefined) return absent(trouble ?? { problem: "there is no kernel", remedy: "Train some layer." });
  const columns = (array: NDArray) => (whole ? ndArray(array.data, [array.data.length, 1]) : array);
  const problem = {
    loss,
    kernels: { ntk: { train: square.matrix, cross: cross.matrix } },
    targets: columns(train.targets),
    initial: { train: columns(start.train), test: start.test && columns(start.test) },
  };
  const notes = whole ? [] : ["the kernel is its mean over outputs, and pairs of different outputs are left out"];
  return predictor(on.host ?? on, dynamics, problem, plugins, notes);
}

/** [n, m, O, O] as [n·O, m·O], [n, m] as it is, times a factor. */
function asMatrix({ data, shape: [n, m, outputs = 1] }: NDArray, factor: number): NDArray {
  const matrix = new Float64Array(data.length);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      for (let o = 0; o < outputs; o++) {
        for (let p = 0; p < outputs; p++) {
          matrix[((i * outputs + o) * m + j) * outputs + p] = factor * data[((i * m + j) * outputs + o) * outputs + p];
        }
      }
    }
  }
  return ndArray(matrix, [n * outputs, m * outputs]);
}
