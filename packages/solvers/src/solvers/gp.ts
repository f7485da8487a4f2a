import type { Backend, Tensor } from "@ntkit/backend";
import { type NDArray, Unsupported } from "@ntkit/core";
import { z } from "zod";
import { combine } from "../arrays.ts";
import { movedPrior, reducedPrior, type Spread } from "../covariance.ts";
import { choleskyWithJitter, jitterSchema } from "../jitter.ts";
import { type CheckedMoments, checkedMoments, largestVariance } from "../moments.ts";
import { blocksOf, checkProblem, type KernelName, type Sizes, startingFunction, startingResidual } from "../problem.ts";
import { absoluteRidge, noRidge, ridgeSchema } from "../ridge.ts";
import type { Solver, SolverState } from "../solver.ts";
import { checkTimes, closedFormReason, insist, resolveWanted, uncertaintySchema } from "../wanted.ts";

const schema = z.strictObject({
  kind: z.literal("gp"),
  predictor: z.enum(["nngp", "ntk", "ntkgp"]).default("nngp").meta({
    description: "nngp: the Bayesian posterior; ntk: the trained ensemble at t = ∞, which is no posterior; ntkgp: a posterior with the NTK as the prior",
  }),
  ridge: ridgeSchema.default(noRidge),
  uncertainty: uncertaintySchema.default("none"),
  jitter: jitterSchema.optional(),
});

export type GpSpec = z.infer<typeof schema>;

export interface GpState extends SolverState {
  readonly spec: GpSpec;
  readonly sizes: Sizes;
  /** f_0 [n, O] and [m, O]. */
  readonly start: { readonly train: NDArray; readonly test: NDArray };
  readonly largestPrior: { readonly train: number; readonly test: number };
  readonly held: {
    /** L of `Θ + ridge = L Lᵀ` [n, n]. */
    readonly factor: Tensor;
    /** `(Θ + ridge)⁻¹ (y − f_0)` [n, O]. */
    readonly dual: Tensor;
    /** Θ, without the ridge, [n, n] and [m, n]. */
    readonly train: Tensor;
    readonly cross: Tensor | undefined;
    /** The NNGP kernel [n, n] and [m, n], for the spread of the predictor `ntk`. */
    readonly startTrain: Tensor | undefined;
    readonly startCross: Tensor | undefined;
    /** The prior covariance on the test points [m, m] or [m]. */
    readonly prior: Tensor | undefined;
  };
}

const kernelOf = ({ predictor }: GpSpec): KernelName => (predictor === "nngp" ? "nngp" : "ntk");
const priorOf = ({ predictor }: GpSpec): KernelName => (predictor === "ntkgp" ? "ntk" : "nngp");

const factorisation = { name: "cholesky", reason: "the end of training is one linear system" };

/**
 * Kernel regression by Cholesky: mean `f_0(x) + Θ(x,X) (Θ + ridge)⁻¹ (y − f_0)`, Θ the NNGP kernel for the predictor `nngp`.
 * Covariance of `nngp` and `ntkgp`: the posterior `Θ** − Θ(*,X) (Θ + ridge)⁻¹ Θ(X,*)` of the function, noise not added;
 * of `ntk`: that of the ensemble of trained networks (see `eigen`), at t = ∞. On the training points, the function there.
 * A kernel that is singular or indefinite is a value with the pivot where that showed. Cost: `init` n³/3; a mean (n + m) n O,
 * variances (n + m) n², covariances (n² + m²) n more.
 */
export const gp: Solver<GpSpec, GpState> = {
  kind: "gp",
  schema,
  example: schema.parse({ kind: "gp", uncertainty: "variances" }),
  references: ["Lee et al. 2018, arXiv:1711.00165, eqs. 8–9", "Lee et al. 2019, arXiv:1902.06720, eq. 16", "He et al. 2020, arXiv:2007.05864"],

  supports: (spec, problem) =>
    closedFormReason(problem, spec.uncertainty, [
      { kernel: kernelOf(spec), prior: false },
      ...(spec.uncertainty === "none" ? [] : [{ kernel: priorOf(spec), prior: true }]),
    ]),

  async init(on, spec, problem) {
    insist(gp.supports(spec, problem), "gp");
    const sizes = checkProblem(problem);
    const { train, cross } = blocksOf(problem, kernelOf(spec));
    const ridge = absoluteRidge(spec.ridge, train);
    return on.scope(async () => {
      const cholesky = await choleskyWithJitter(on, train, ridge, spec.jitter);
      if (cholesky.status !== "ok") return cholesky;
      const { factor, jitter } = cholesky;
      const prior = spec.uncertainty === "none" ? undefined : blocksOf(problem, priorOf(spec));
      const start = spec.predictor === "ntk" ? prior : undefined;
      return {
        status: "ok",
        spec,
        sizes,
        start: startingFunction(problem, sizes),
        largestPrior: { train: prior ? largestVariance(prior.train) : 0, test: prior?.test ? largestVariance(prior.test) : 0 },
        held: {
          factor,
          dual: on.choleskySolve(factor, on.tensor(startingResidual(problem))),
          train: on.tensor(train),
          cross: cross && on.tensor(cross),
          startTrain: start && on.tensor(start.train),
          startCross: start?.cross && on.tensor(start.cross),
          prior: prior?.test && on.tensor(prior.test),
        },
        conventions: {
          solver: spec,
          loss: problem.loss.spec,
          kernel: kernelOf(spec),
          ridge: { ...spec.ridge, absolute: ridge },
          jitter,
          dynamics: null,
          backend: on.name,
          dtype: factor.dtype,
        },
      };
    });
  },

  async at(on, state, times, wanted) {
    checkTimes(times);
    const early = times.findIndex((time) => time !== Infinity);
    if (early >= 0) {
      throw new Unsupported({
        path: `times[${early}]`,
        problem: `the solver "gp" knows the end of training only, not t = ${times[early]}`,
        remedy: 'Use Infinity, or the solver "eigen".',
      });
    }
    if (wanted?.loss === true) {
      throw new Unsupported({ path: "loss", problem: "a posterior has no training dynamics whose loss could be told", remedy: 'Take the solver "eigen".' });
    }
    const { train, test, spread } = resolveWanted(wanted, { testPoints: state.sizes.test, uncertainty: state.spec.uncertainty });
    const { held, conventions } = state;
    return on.scope(async () => {
      const onTrain = train ? await moments(on, state, "train", spread, held.train, held.startTrain, held.startTrain ?? held.train) : undefined;
      const onTest = test && held.cross ? await moments(on, state, "test", spread, held.cross, held.startCross, held.prior) : undefined;
      return times.map((time) => ({
        time,
        ...(onTrain && { train: onTrain.moments }),
        ...(onTest && { test: onTest.moments }),
        report: { status: "ok", reached: time, method: factorisation, steps: 0, rejected: 0, evaluations: 0, errorEstimate: null },
        warnings: [...(onTrain?.warnings ?? []), ...(onTest?.warnings ?? [])],
        conventions,
      }));
    });
  },
};

/** On points with `cross` = Θ(x,X), `startCross` = K(x,X) and the prior covariance `prior`. */
async function moments(
  on: Backend,
  { start, largestPrior, held, conventions }: GpState,
  set: "train" | "test",
  spread: Spread | undefined,
  cross: Tensor,
  startCross: Tensor | undefined,
  prior: Tensor | undefined,
): Promise<CheckedMoments> {
  const moved = await on.read(on.matmul(cross, held.dual));
  const mean = combine(start[set], moved.data, 1);
  const second = spread && prior && (await on.read(covariance(on, held, spread, cross, startCross, prior)));
  return checkedMoments(mean, second, largestPrior[set], conventions.dtype);
}

function covariance(
  on: Backend,
  { factor, startTrain }: GpState["held"],
  spread: Spread,
  cross: Tensor,
  startCross: Tensor | undefined,
  prior: Tensor,
): Tensor {
  const columns = on.transpose(cross);
  if (startTrain !== undefined && startCross !== undefined) {
    const moves = on.transpose(on.choleskySolve(factor, columns));
    return movedPrior(on, spread, { prior, moves, cross: startCross, train: startTrain });
  }
  const half = on.transpose(on.triangularSolve(factor, columns));
  return reducedPrior(on, spread, prior, half, half);
}
