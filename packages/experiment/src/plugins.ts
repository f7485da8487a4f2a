import type { ArchitecturePlugins } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import type { Dataset, Preparation } from "@ntkit/datasets";
import type { KernelMethod } from "@ntkit/kernels";
import type { LossRegistry } from "@ntkit/losses";
import type { SolverRegistry } from "@ntkit/solvers";
import type { OptimiserRegistry, RecorderRegistry } from "@ntkit/training";

/** Everything that an experiment may name. An app puts this together from the packages that it wants. */
export interface ExperimentPlugins {
  readonly backends: Readonly<Record<string, () => Backend | Promise<Backend>>>;
  readonly architectures: ArchitecturePlugins;
  readonly kernels: Readonly<Record<string, KernelMethod>>;
  readonly losses: LossRegistry;
  readonly solvers: SolverRegistry;
  readonly datasets: Readonly<Record<string, Dataset>>;
  readonly preparations: Readonly<Record<string, Preparation>>;
  /** How networks of finite width are trained, and what is measured meanwhile; left out: what @ntkit/training has. */
  readonly optimisers?: OptimiserRegistry;
  readonly recorders?: RecorderRegistry;
  /** The text of a file that an experiment names. Left out where there are no files. */
  readonly readText?: (file: string) => Promise<string>;
}
