import { type Architecture, type ArchitecturePlugins, traceKernel } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { type NDArray, Unsupported } from "@ntkit/core";
import { chooseLoss } from "@ntkit/losses";
import { type Prepared, type Problem, prepare, type SolverRegistry, solvers } from "@ntkit/solvers";
import { kernelBlocks } from "./kernels.ts";
import { asksForCovariances, neededKernels } from "./support.ts";

/** What a network is trained on, and where its predictions are wanted. */
export interface FitData {
  /** [n, …] */
  readonly inputs: NDArray;
  /** [n, O] */
  readonly targets: NDArray;
  /** [m, …] */
  readonly test: NDArray;
}

export interface FitOptions {
  /** A solver and its options, as data; default: `{ kind: "eigen", uncertainty: "variances" }`. */
  readonly solver?: { readonly kind: string; readonly [option: string]: unknown };
  /** Default: `{ kind: "mse" }`. */
  readonly loss?: { readonly kind: string; readonly [option: string]: unknown };
  readonly solvers?: SolverRegistry;
  readonly architectures?: ArchitecturePlugins;
}

/**
 * Trains an infinitely wide network on data in memory: computes its kernels, factors the problem once, and gives
 * predictions at any training times by `at(times)`: for every time the mean [m, O] and the variance [m] of the ensemble.
 *
 * Throws as the packages do for misuse, and Unsupported, with the remedy, where the numbers do not allow it
 * (a kernel that does not exist or is not positive definite); `runExperiment` gives that as a value.
 */
export async function fitNetwork(on: Backend, network: Architecture, { inputs, targets, test }: FitData, options: FitOptions = {}): Promise<Prepared> {
  const { solver = { kind: "eigen", uncertainty: "variances" }, loss = { kind: "mse" } } = options;
  const chosen = chooseLoss(loss);
  const wanted = neededKernels(solver, options.solvers ?? solvers, { loss: chosen, samples: targets.shape[0] ?? 1, outputs: targets.shape[1] ?? 1 });
  const trace = traceKernel(network, wanted, inputs.shape.slice(1), options.architectures);
  const made = await kernelBlocks(on, trace, { train: { inputs }, test: { inputs: test } }, { covariances: asksForCovariances(solver) });
  if (made.status !== "ok") throw new Unsupported(made);
  const problem: Problem = { loss: chosen, kernels: made.kernels, targets };
  const prepared = await prepare(on.host ?? on, solver, problem, options.solvers);
  if (prepared.status !== "ok") throw new Unsupported(prepared);
  return prepared;
}
