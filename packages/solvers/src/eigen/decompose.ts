import type { Backend, Dtype } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { resolveNormaliser } from "@ntkit/losses";
import { slowestAndFastest } from "../learning-rate.ts";
import { largestVariance } from "../moments.ts";
import { blocksOf, checkProblem, type Problem, startingFunction, startingResidual } from "../problem.ts";
import { absoluteRidge } from "../ridge.ts";
import type { Conventions, Dynamics, Reason, SolverTrouble } from "../solver.ts";
import { readSpectrum } from "../spectrum.ts";
import { closedFormReason, insist } from "../wanted.ts";
import { silenceNullModes } from "./null-modes.ts";
import type { LinearOptions } from "./options.ts";
import type { EigenBasis } from "./state.ts";

/** Whether a problem can be put in the basis of eigenvectors: a squared loss, and the kernels that the options need. */
export const linearReason = (spec: LinearOptions, problem: Problem): true | Reason =>
  closedFormReason(problem, spec.uncertainty, [
    { kernel: spec.ensemble, prior: false },
    ...(spec.uncertainty === "none" ? [] : [{ kernel: "nngp" as const, prior: true }]),
  ]);

/** What the predictions of linear dynamics rest on. */
export const linearConventions = (
  on: Backend,
  spec: LinearOptions,
  { loss, targets }: Problem,
  { ridge, dtype }: { readonly ridge: number; readonly dtype: Dtype },
): Conventions & { readonly dynamics: Dynamics } => ({
  solver: spec,
  loss: loss.spec,
  kernel: spec.ensemble,
  ridge: { ...spec.ridge, absolute: ridge },
  jitter: 0,
  dynamics: {
    learningRate: spec.learningRate,
    normaliser: resolveNormaliser(spec.normaliser, { samples: targets.shape[0], outputs: targets.shape[1] }),
  },
  backend: on.name,
  dtype,
});

/** One eigendecomposition `Θ + ridge = Q μ Qᵀ`, and everything else of the problem in that basis. Cost n³ + m n² (with `ntk` and a spread, 3 n³ + 2 m n²). */
export async function decompose<S extends LinearOptions>(on: Backend, spec: S, problem: Problem): Promise<EigenBasis<S> | SolverTrouble> {
  insist(linearReason(spec, problem), spec.kind);
  const sizes = checkProblem(problem);
  const { train, cross } = blocksOf(problem, spec.ensemble);
  const ridge = absoluteRidge(spec.ridge, train);
  return on.scope(async () => {
    const eigh = await on.eigh(on.tensor(train));
    if (eigh.status !== "ok") return eigh;
    const { vectors } = eigh;
    const values = (await on.read(eigh.values)).data;
    const { rankTolerance, indefiniteTolerance } = spec;
    const reading = readSpectrum(values, { rankTolerance, indefiniteTolerance, ridge, dtype: vectors.dtype });
    if (reading.status !== "ok") return reading;
    const { spectrum, modes } = reading;
    const rotate = (block: NDArray) => on.matmul(on.tensor(block), vectors);
    const test =
      cross === undefined
        ? { weights: undefined, contradiction: 0 }
        : await silenceNullModes(on, rotate(cross), { modes, tolerance: spectrum.rankTolerance, cross, largestVariance: largestVariance(train) });
    const conventions = linearConventions(on, spec, problem, { ridge, dtype: vectors.dtype });
    const gaussian = spec.uncertainty === "none" ? undefined : blocksOf(problem, "nngp");
    const moving = spec.ensemble === "ntk" ? gaussian : undefined;
    return {
      status: "ok",
      spec,
      sizes,
      spectrum,
      modes,
      targets: problem.targets,
      start: startingFunction(problem, sizes),
      largestPrior: {
        train: gaussian === undefined ? 0 : largestVariance(gaussian.train),
        test: gaussian?.test === undefined ? 0 : largestVariance(gaussian.test),
      },
      contradiction: test.contradiction,
      held: {
        vectors,
        residual: on.matmul(on.tensor(startingResidual(problem)), vectors, { transposeA: true }),
        weights: test.weights,
        prior: gaussian?.test && on.tensor(gaussian.test),
        covariance: moving && on.matmul(vectors, rotate(moving.train), { transposeA: true }),
        cross: moving?.cross && rotate(moving.cross),
      },
      conventions,
      timeConstants: slowestAndFastest(modes, conventions.dynamics),
    };
  });
}
