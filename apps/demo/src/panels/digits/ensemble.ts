import { type ArchitecturePlugins, type KernelTrace, parseArchitecture, traceKernel } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { type NDArray, takeRows, Unsupported, zeros } from "@ntkit/core";
import { applyPreparation, datasets, fitPreparation, oneHot, split, takeLabels } from "@ntkit/datasets";
import { evaluateDiagonal, evaluateKernel } from "@ntkit/kernels";
import { chooseLoss, type LossRegistry } from "@ntkit/losses";
import { type EigenState, eigen } from "@ntkit/solvers";
import { settled } from "../../network/kernels.ts";
import { architectureOf, learningRateOf, type Network } from "../../network/network.ts";
import { classes, preparation, splitOf } from "./setting.ts";

interface Images {
  /** As they came: ink from 0 to 16 [n, 64]. */
  readonly ink: NDArray;
  /** As the network sees them. */
  readonly inputs: NDArray;
  readonly labels: Int32Array;
}

export interface Data {
  readonly train: Images;
  readonly test: Images;
  /** Ink [m, 64] as the network sees it. */
  readonly prepare: (ink: NDArray) => NDArray;
}

/** The digits: the first ones train, the last ones test. */
export async function loadDigits(count: number): Promise<Data> {
  const { inputs, labels } = await datasets.digits.load();
  const rows = split(datasets.digits.samples, splitOf(count));
  const fitted = fitPreparation(preparation, takeRows(inputs, rows.train));
  const prepare = (ink: NDArray) => applyPreparation(fitted, ink);
  const images = (which: readonly number[]): Images => {
    const ink = takeRows(inputs, which);
    return { ink, inputs: prepare(ink), labels: takeLabels(labels, which) };
  };
  return { train: images(rows.train), test: images(rows.test), prepare };
}

/** Infinitely many networks trained on images, ready to be asked at any time. */
export interface Ensemble {
  readonly data: Data;
  /** Where kernels are computed, and where the rest is. */
  readonly on: Backend;
  readonly solveOn: Backend;
  readonly trace: KernelTrace;
  /** The training, seen from the training images only. */
  readonly state: EigenState;
}

export async function trainEnsemble(
  on: Backend,
  { network, count }: { readonly network: Network; readonly count: number },
  plugins: { readonly architectures: ArchitecturePlugins; readonly losses: LossRegistry },
): Promise<Ensemble> {
  const data = await loadDigits(count);
  const architecture = parseArchitecture(architectureOf(network, undefined, classes), plugins.architectures, "network");
  const trace = traceKernel(architecture, ["nngp", "ntk"], [data.train.inputs.shape[1]], plugins.architectures);
  const { matrices, trouble } = await evaluateKernel(on, trace, data.train.inputs, null);
  if (trouble !== undefined) throw new Unsupported(trouble);
  const solveOn = on.host ?? on;
  const problem = {
    loss: chooseLoss({ kind: "mse" }, plugins.losses),
    kernels: { ntk: { train: matrices["ntk"] }, nngp: { train: matrices["nngp"] } },
    targets: oneHot(data.train.labels, classes, { centred: true }),
  };
  const spec = eigen.schema.parse({ kind: "eigen", learningRate: learningRateOf(network), uncertainty: "variances" });
  return { data, on, solveOn, trace, state: settled(await eigen.init(solveOn, spec, problem)) };
}

/** The same training, seen from other images [m, 64] as the network sees them: their kernels with the training images come along. */
export async function seenFrom({ on, solveOn, trace, state, data }: Ensemble, inputs: NDArray): Promise<{ readonly state: EigenState; readonly ntk: NDArray }> {
  const [cross, own] = [await evaluateKernel(on, trace, inputs, data.train.inputs), await evaluateDiagonal(on, trace, inputs)];
  const trouble = cross.trouble ?? own.trouble;
  if (trouble !== undefined) throw new Unsupported(trouble);
  const prior = own.matrices["nngp"];
  const rotate = (block: NDArray) => solveOn.matmul(solveOn.tensor(block), state.held.vectors);
  const { train } = state.start;
  return {
    ntk: cross.matrices["ntk"],
    state: {
      ...state,
      sizes: { ...state.sizes, test: inputs.shape[0] },
      start: { train, test: zeros([inputs.shape[0], classes]) },
      largestPrior: { ...state.largestPrior, test: prior.data.reduce((most, value) => Math.max(most, value), 0) },
      held: { ...state.held, weights: rotate(cross.matrices["ntk"]), prior: solveOn.tensor(prior), cross: rotate(cross.matrices["nngp"]) },
    },
  };
}

/**
 * The dual coefficients `a(t)` [n, 10] of `f_t(x) = Σ Θ(x, x_i) a_i(t)`: what the training predicts where the kernel with the training
 * images is the identity.
 */
export function coefficientsOf({ state }: Ensemble): EigenState {
  const n = state.sizes.train;
  // The identity in the basis of the eigenvectors is they themselves.
  return {
    ...state,
    sizes: { ...state.sizes, test: n },
    start: { ...state.start, test: zeros([n, classes]) },
    held: { ...state.held, weights: state.held.vectors },
  };
}
