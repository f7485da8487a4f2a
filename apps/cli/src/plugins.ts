import { builtIn } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { datasets, preparations } from "@ntkit/datasets";
import type { ExperimentPlugins } from "@ntkit/experiment";
import { kernelMethods } from "@ntkit/kernels";
import { losses } from "@ntkit/losses";
import { solvers } from "@ntkit/solvers";
import { optimisers, recorders } from "@ntkit/training";
import { libraryBackends } from "./commands/backends.ts";

/** The backends of this program, by name; `auto` takes the first that can run here. */
export const backends: Readonly<Record<string, () => Backend | Promise<Backend>>> = {
  auto: referenceBackend,
  reference: referenceBackend,
  ...libraryBackends,
};

/** The composition root: everything that an experiment run by this program may name. */
export const plugins: ExperimentPlugins = {
  backends,
  architectures: builtIn,
  kernels: kernelMethods,
  losses,
  solvers,
  datasets,
  preparations,
  optimisers,
  recorders,
};
