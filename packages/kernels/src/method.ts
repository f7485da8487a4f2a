import type { ArchitecturePlugins, KernelTrace } from "@ntkit/architectures";
import type { Shape } from "@ntkit/core";
import type { z } from "zod";

export interface KernelSpec {
  readonly kind: string;
}

/**
 * A kernel that is elementwise over inner products: from the fields of a spec to the programs that compute it.
 * Register it with one line in `methods/index.ts`, or pass it beside the built-in ones.
 */
export interface KernelMethod<S extends KernelSpec = KernelSpec> {
  readonly kind: S["kind"];
  readonly schema: z.ZodType<S>;
  /** A spec to show in the docs and to run the tests of every kernel on. */
  readonly example: S;
  /** The programs, for samples of the given shape. */
  trace(spec: S, sample: Shape, plugins?: ArchitecturePlugins): KernelTrace;
  readonly references: readonly string[];
}
