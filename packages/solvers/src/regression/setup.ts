import type { Backend, Dtype, Tensor } from "@ntkit/backend";
import { type NDArray, Unsupported } from "@ntkit/core";
import { z } from "zod";
import { largestVariance } from "../moments.ts";
import { blocksOf, type KernelName, type Problem, type Sizes, startingFunction } from "../problem.ts";
import { noRidge, ridgeSchema } from "../ridge.ts";
import type { Conventions, Reason, SolverSpec, Wanted } from "../solver.ts";
import { checkTimes, closedFormReason, uncertaintySchema } from "../wanted.ts";

/** What every solver takes that knows the end of training only. */
export const regressionFields = {
  predictor: z.enum(["nngp", "ntk", "ntkgp"]).default("nngp").meta({
    description: "nngp: the Bayesian posterior; ntk: the trained ensemble at t = ∞, which is no posterior; ntkgp: a posterior with the NTK as the prior",
  }),
  ridge: ridgeSchema.default(noRidge),
  uncertainty: uncertaintySchema.default("none"),
};

const regressionSchema = z.strictObject(regressionFields);

export type RegressionSpec = z.infer<typeof regressionSchema> & SolverSpec;

/** The kernel of the linear system. */
export const kernelOf = ({ predictor }: Pick<RegressionSpec, "predictor">): KernelName => (predictor === "nngp" ? "nngp" : "ntk");
const priorOf = ({ predictor }: RegressionSpec): KernelName => (predictor === "ntkgp" ? "ntk" : "nngp");

export const regressionReason = (spec: RegressionSpec, problem: Problem): true | Reason =>
  closedFormReason(problem, spec.uncertainty, [
    { kernel: kernelOf(spec), prior: false },
    ...(spec.uncertainty === "none" ? [] : [{ kernel: priorOf(spec), prior: true }]),
  ]);

/** What of a problem a regression needs beside its linear system. */
export interface Regression {
  readonly sizes: Sizes;
  /** f_0 [n, O] and [m, O]. */
  readonly start: { readonly train: NDArray; readonly test: NDArray };
  readonly largestPrior: { readonly train: number; readonly test: number };
}

export type RegressionTensors = {
  /** Θ, without the ridge, [n, n] and [m, n]. */
  readonly train: Tensor;
  readonly cross: Tensor | undefined;
  /** The NNGP kernel [n, n] and [m, n], for the spread of the predictor `ntk`. */
  readonly startTrain: Tensor | undefined;
  readonly startCross: Tensor | undefined;
  /** The prior covariance on the test points [m, m] or [m]. */
  readonly prior: Tensor | undefined;
};

export function regression(on: Backend, spec: RegressionSpec, problem: Problem, sizes: Sizes): Regression & { readonly held: RegressionTensors } {
  const { train, cross } = blocksOf(problem, kernelOf(spec));
  const prior = spec.uncertainty === "none" ? undefined : blocksOf(problem, priorOf(spec));
  const start = spec.predictor === "ntk" ? prior : undefined;
  return {
    sizes,
    start: startingFunction(problem, sizes),
    largestPrior: { train: prior ? largestVariance(prior.train) : 0, test: prior?.test ? largestVariance(prior.test) : 0 },
    held: {
      train: on.tensor(train),
      cross: cross && on.tensor(cross),
      startTrain: start && on.tensor(start.train),
      startCross: start?.cross && on.tensor(start.cross),
      prior: prior?.test && on.tensor(prior.test),
    },
  };
}

export const regressionConventions = (
  on: Backend,
  spec: RegressionSpec,
  { loss }: Problem,
  { ridge, jitter, dtype }: { readonly ridge: number; readonly jitter: number; readonly dtype: Dtype },
): Conventions => ({
  solver: spec,
  loss: loss.spec,
  kernel: kernelOf(spec),
  ridge: { ...spec.ridge, absolute: ridge },
  jitter,
  dynamics: null,
  backend: on.name,
  dtype,
});

/** Throws Unsupported for what only a solver with dynamics has: a time before the end, and the loss on the way. */
export function checkEndOnly(solver: string, times: readonly number[], wanted: Wanted | undefined): void {
  checkTimes(times);
  const early = times.findIndex((time) => time !== Infinity);
  if (early >= 0) {
    throw new Unsupported({
      path: `times[${early}]`,
      problem: `the solver "${solver}" knows the end of training only, not t = ${times[early]}`,
      remedy: 'Use Infinity, or the solver "eigen".',
    });
  }
  if (wanted?.loss === true) {
    throw new Unsupported({ path: "loss", problem: "a posterior has no training dynamics whose loss could be told", remedy: 'Take the solver "eigen".' });
  }
}
