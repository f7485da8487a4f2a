import { type Architecture, dense, erf, serial, traceKernel } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import { evaluateDiagonal, infiniteWidthKernels } from "@ntkit/kernels";
import { chooseLoss } from "@ntkit/losses";
import type { KernelBlocks, Problem } from "@ntkit/solvers";

const layer = (width: number) => dense(width, { weightStd: 1.5, biasStd: 0.05 });
const architecture: Architecture = serial(layer(512), erf(), layer(512), erf(), layer(1));
const train = [-2.5, -1.2, -0.3, 1.1, 2.4];
const test = Array.from({ length: 9 }, (_, i) => -Math.PI + (i * Math.PI) / 4);

const column = (values: readonly number[]) => ndArray(Float64Array.from(values), [values.length, 1]);

/** Lee et al. 2019, figure 2: erf, 2 hidden layers, weightStd 1.5, biasStd 0.05, five samples of sin x, nine test points. */
export async function sineProblem(on: Backend): Promise<Problem> {
  const kinds = ["nngp", "ntk"] as const;
  const onTrain = await infiniteWidthKernels(on, architecture, kinds, column(train));
  const cross = await infiniteWidthKernels(on, architecture, kinds, column(test), column(train));
  const onTest = await evaluateDiagonal(on, traceKernel(architecture, kinds, [1]), column(test));
  const blocks = (kind: "nngp" | "ntk"): KernelBlocks => ({ train: onTrain.matrices[kind], cross: cross.matrices[kind], test: onTest.matrices[kind] });
  return { loss: chooseLoss({ kind: "mse" }), kernels: { nngp: blocks("nngp"), ntk: blocks("ntk") }, targets: column(train.map(Math.sin)) };
}
