import { type Architecture, type ArchitecturePlugins, builtIn, type InfiniteKind, traceKernel } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { lookUp, type NDArray, parse } from "@ntkit/core";
import { type EvaluateOptions, evaluateKernel, type KernelMatrices } from "./evaluate.ts";
import type { KernelMethod, KernelSpec } from "./method.ts";
import { kernelMethods } from "./methods/index.ts";

export interface InfiniteWidthOptions extends EvaluateOptions {
  readonly plugins?: ArchitecturePlugins;
}

/**
 * NNGP and NTK of an infinitely wide network over x1 [n1, ...] and x2 [n2, ...] (null: x1 with itself),
 * in one pass: `{ matrices: { nngp, ntk }, trouble }`.
 */
export async function infiniteWidthKernels<Kind extends InfiniteKind>(
  on: Backend,
  architecture: Architecture,
  kinds: readonly Kind[],
  x1: NDArray,
  x2: NDArray | null = null,
  options: InfiniteWidthOptions = {},
): Promise<KernelMatrices<Kind>> {
  const trace = traceKernel(architecture, kinds, x1.shape.slice(1), options.plugins ?? builtIn);
  return evaluateKernel(on, trace, x1, x2, options);
}

/** The matrix of one kernel, given as data: `{ kind: "rbf", gamma: 0.5 }`, `{ kind: "ntk", architecture }`. */
export async function kernelMatrix(
  on: Backend,
  spec: KernelSpec,
  x1: NDArray,
  x2: NDArray | null = null,
  options: InfiniteWidthOptions & { readonly methods?: Readonly<Record<string, KernelMethod>> } = {},
): Promise<KernelMatrices> {
  const method = lookUp(options.methods ?? kernelMethods, spec.kind, "kernel", "kernel.kind");
  return evaluateKernel(on, method.trace(parse(method.schema, spec, "kernel"), x1.shape.slice(1), options.plugins), x1, x2, options);
}
