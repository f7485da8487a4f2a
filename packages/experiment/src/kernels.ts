import { inferShape, type KernelTrace, traceKernel } from "@ntkit/architectures";
import type { Backend, Trouble } from "@ntkit/backend";
import { lookUp, type NDArray, type Shape, ShapeMismatch, Unsupported } from "@ntkit/core";
import { type Evaluation, evaluateDiagonal, evaluateKernel, type KernelMatrices, type KernelSpec, type Progress } from "@ntkit/kernels";
import type { KernelBlocks, KernelName, Problem } from "@ntkit/solvers";
import { below } from "./place.ts";
import type { ExperimentPlugins } from "./plugins.ts";
import type { Experiment } from "./schema.ts";

/**
 * The kernels of an experiment: those wanted of its network, or the classical one as the covariance of a prior.
 * Throws ShapeMismatch for a network whose input or output is not that of the data, Unsupported for one without kernels.
 */
export function traceExperiment(
  { architecture, kernel }: Experiment,
  plugins: ExperimentPlugins,
  { sample, outputs, wanted }: { readonly sample: Shape; readonly outputs: number; readonly wanted: readonly KernelName[] },
): KernelTrace {
  if (architecture === undefined) {
    const method = lookUp(plugins.kernels, kernel?.kind, "kernel", "kernel.kind");
    const trace = method.trace(kernel as KernelSpec, sample, plugins.architectures);
    requireOneEach(trace, "kernel.architecture.layers");
    return trace;
  }
  return below("architecture", () => {
    const trace = traceKernel(architecture, wanted, sample, plugins.architectures);
    requireOutputs(inferShape(architecture, sample, plugins.architectures), outputs);
    requireOneEach(trace, "layers");
    return trace;
  });
}

function requireOneEach({ blocks }: KernelTrace, path: string): void {
  if (blocks.length === 1) return;
  throw new Unsupported({ path, problem: `every sample becomes ${blocks.length}, and has one target`, remedy: "Concatenate along channels, not samples." });
}

/** Throws ShapeMismatch for a network whose output is not one number for each target. */
export function requireOutputs(shape: Shape, outputs: number): void {
  if (shape.length === 1 && shape[0] === outputs) return;
  throw new ShapeMismatch({
    path: "layers",
    problem: `the network gives [${shape.join(", ")}] for a sample, and the targets are [${outputs}]`,
    remedy: `End with {"kind": "dense", "width": ${outputs}}.`,
  });
}

/** Training and test inputs, [n, …] and [m, …]. */
export interface InputPair {
  readonly train: { readonly inputs: NDArray };
  readonly test: { readonly inputs: NDArray };
}

export interface KernelRun {
  readonly covariances: boolean;
  readonly asPrior?: boolean;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Train–train, test–train and test–test blocks of every kernel of the trace, under the names that solvers know: a network's
 * own, or (`asPrior`) a single kernel of any kind as the covariance of a prior, and how the first of them was computed. Numerical trouble is a value.
 */
export async function kernelBlocks(
  on: Backend,
  trace: KernelTrace,
  { train, test }: InputPair,
  { covariances, asPrior = false, onProgress, signal }: KernelRun,
): Promise<{ readonly status: "ok"; readonly kernels: Problem["kernels"]; readonly evaluation: Evaluation } | Trouble> {
  const [n, m] = [train.inputs.shape[0], test.inputs.shape[0]];
  const [square, cross, corner] = [n * n, n * m, covariances ? m * m : 0];
  const total = square + cross + corner;
  const from = (offset: number, share: number) => ({
    onProgress: ({ done, total: all }: Progress) => onProgress?.({ done: offset + (share * done) / all, total }),
    ...(signal === undefined ? {} : { signal }),
  });
  const onTrain = await evaluateKernel(on, trace, train.inputs, null, from(0, square));
  const onBoth = await evaluateKernel(on, trace, test.inputs, train.inputs, from(square, cross));
  const onTest: KernelMatrices = covariances
    ? await evaluateKernel(on, trace, test.inputs, null, from(square + cross, corner))
    : await evaluateDiagonal(on, trace, test.inputs);
  const trouble = onTrain.trouble ?? onBoth.trouble ?? onTest.trouble;
  if (trouble !== undefined) return trouble;
  const blocks = (kind: string): KernelBlocks => ({ train: onTrain.matrices[kind], cross: onBoth.matrices[kind], test: onTest.matrices[kind] });
  return { status: "ok", evaluation: onTrain.evaluation, kernels: Object.fromEntries(trace.kinds.map((kind) => [asPrior ? "nngp" : kind, blocks(kind)])) };
}
