import { type Architecture, derivativeKind, type Hyperparameter, type InfiniteKind, traceKernelDerivatives } from "@ntkit/architectures";
import type { Backend, Trouble } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { evaluateKernel } from "./evaluate.ts";
import type { InfiniteWidthOptions } from "./kernels.ts";

/** A kernel [n1, n2] and its derivatives by hyperparameters, [n1, n2] each. */
export interface KernelDerivatives<Name extends string = string> {
  readonly status: "ok";
  readonly kernel: NDArray;
  readonly derivatives: Readonly<Record<Name, NDArray>>;
}

/**
 * The NNGP kernel or NTK of an infinitely wide network over x1 [n1, ...] and x2 [n2, ...] (null: x1 with itself), and its
 * derivatives by hyperparameters that layers share: `{ weightStd: { field: "weightStd" } }`. Computed in one pass, in
 * closed form where the kernel is. Throws InvalidInput for a hyperparameter that no layer has.
 */
export async function kernelDerivatives<Name extends string>(
  on: Backend,
  architecture: Architecture,
  kind: InfiniteKind,
  hyperparameters: Readonly<Record<Name, Hyperparameter>>,
  x1: NDArray,
  x2: NDArray | null = null,
  options: InfiniteWidthOptions = {},
): Promise<KernelDerivatives<Name> | Trouble> {
  const trace = traceKernelDerivatives(architecture, [kind], hyperparameters, x1.shape.slice(1), options.plugins);
  const { matrices, trouble } = await evaluateKernel(on, trace, x1, x2, options);
  if (trouble !== undefined) return trouble;
  const derivatives = Object.keys(hyperparameters).map((name) => [name, matrices[derivativeKind(kind, name)]] as const);
  return { status: "ok", kernel: matrices[kind] as NDArray, derivatives: Object.fromEntries(derivatives) as Record<Name, NDArray> };
}
