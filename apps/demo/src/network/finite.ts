import { type FiniteNetwork, finiteNetwork, parseArchitecture } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { type NDArray, zeros } from "@ntkit/core";
import { evaluateEmpirical } from "@ntkit/kernels";
import { chooseLoss } from "@ntkit/losses";
import { type KernelBlocks, type Prediction, prepare } from "@ntkit/solvers";
import type { Outputs, Parameters } from "@ntkit/training";
import { plugins } from "../plugins.ts";
import { settled } from "./kernels.ts";
import { type ArchitectureData, architectureOf, type Network } from "./network.ts";

/** A network of finite width, for samples of so many numbers. */
export const finiteOf = (network: Network, width: number, features = 1): FiniteNetwork => finiteFrom(architectureOf(network, width), features);

export const finiteFrom = (architecture: ArchitectureData, features = 1): FiniteNetwork =>
  finiteNetwork(parseArchitecture(architecture, plugins.architectures, "network"), [features], plugins.architectures);

export interface EmpiricalRequest {
  readonly network: FiniteNetwork;
  readonly parameters: Parameters;
  /** Training samples [n, 1]. */
  readonly x: NDArray;
  /** Test samples [m, 1]. */
  readonly testX: NDArray;
  readonly signal: AbortSignal;
}

/** The empirical NTK of a network with one output, on training samples and from test samples to them. */
export async function empiricalBlocks(on: Backend, { network, parameters, x, testX, signal }: EmpiricalRequest): Promise<KernelBlocks> {
  const between = async (x1: NDArray, x2: NDArray | null): Promise<NDArray> => {
    const { ntk, trouble } = await evaluateEmpirical({ on, network, parameters, x1, x2, outputs: "trace", signal });
    if (ntk === undefined || trouble !== undefined) return settled({ status: "trouble", ...trouble });
    return ntk;
  };
  return { train: await between(x, null), cross: await between(testX, x) };
}

export interface CourseRequest {
  /** The NTK: of a network at its start, or of infinitely wide ones. */
  readonly kernel: KernelBlocks;
  /** y [n, 1]. */
  readonly targets: NDArray;
  /** The function at the start; left out: 0. */
  readonly initial?: Outputs;
  readonly learningRate: number;
  readonly steps: readonly number[];
}

/**
 * Gradient descent on the squared loss under a kernel that stays as it is, at the given steps, in closed form. With the empirical NTK and the
 * function of a network at its start, it is the course of its linear twin, exactly.
 */
export async function kernelCourse(on: Backend, { kernel, targets, initial, learningRate, steps }: CourseRequest): Promise<readonly Prediction[]> {
  const start = initial ?? { train: zeros(targets.shape), test: zeros([kernel.cross?.shape[0] ?? 0, 1]) };
  const problem = { loss: chooseLoss({ kind: "mse" }, plugins.losses), kernels: { ntk: kernel }, targets, initial: start };
  return on.scope(async () => {
    const prepared = settled(await prepare(on, { kind: "gradient-descent", learningRate }, problem, plugins.solvers));
    const predictions = await prepared.at(steps, { loss: true });
    prepared.release();
    return predictions;
  });
}
