import { builtIn } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray } from "@ntkit/core";
import { datasets, preparations, type RegressionDataset } from "@ntkit/datasets";
import { kernelMethods } from "@ntkit/kernels";
import { losses } from "@ntkit/losses";
import { solvers } from "@ntkit/solvers";
import type { ExperimentPlugins } from "../src/plugins.ts";
import { type RunOptions, type RunResult, runExperiment } from "../src/run.ts";

/** Everything of ntkit, on the reference backend. */
export const plugins: ExperimentPlugins = {
  backends: { auto: referenceBackend },
  architectures: builtIn,
  kernels: kernelMethods,
  losses,
  solvers,
  datasets,
  preparations,
};

/** The plugins, with these files. */
export const withFiles = (files: Readonly<Record<string, string>>): ExperimentPlugins => ({
  ...plugins,
  readText: async (name) => {
    const text = files[name];
    if (text === undefined) throw new Error(`no file ${name}`);
    return text;
  },
});

/** The plugins, with a data set "points" of these inputs and targets. */
export function withPoints(inputs: NDArray, targets: NDArray): ExperimentPlugins {
  const points: RegressionDataset = {
    name: "points",
    title: "Points",
    task: "regression",
    samples: inputs.shape[0],
    featureNames: Array.from({ length: inputs.stride[0] }, (_, i) => `x${i}`),
    targetName: "y",
    source: { citation: "a test", url: "https://example.org", licence: "none" },
    load: async () => ({ inputs, targets }),
  };
  return { ...plugins, datasets: { points } };
}

/** A column of numbers, [n, 1]. */
export const column = (values: readonly number[]): NDArray => ndArray(Float64Array.from(values), [values.length, 1]);

/** A run that must come to its end with numbers. */
export async function ran(experiment: unknown, using: ExperimentPlugins = plugins, options: RunOptions = {}): Promise<Extract<RunResult, { status: "ok" }>> {
  const run = await runExperiment(experiment, using, options);
  if (run.status !== "ok") throw new Error(`${run.status}: ${run.problem}`);
  return run;
}
