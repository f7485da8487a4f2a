import type { NDArray } from "@ntkit/core";
import { resolveNormaliser } from "@ntkit/losses";
import { eigenLosses } from "../eigen/loss.ts";
import { testMoments, trainMoments } from "../eigen/moments.ts";
import { contradictionWarning, silenceNullModes } from "../eigen/null-modes.ts";
import { type EigenSpec, eigenSchema } from "../eigen/options.ts";
import { eigenReport } from "../eigen/report.ts";
import type { EigenState } from "../eigen/state.ts";
import { largestVariance } from "../moments.ts";
import { blocksOf, checkProblem, startingFunction, startingResidual } from "../problem.ts";
import { absoluteRidge } from "../ridge.ts";
import type { Solver } from "../solver.ts";
import { readSpectrum } from "../spectrum.ts";
import { checkTimes, closedFormReason, insist, resolveWanted } from "../wanted.ts";

/**
 * Gradient flow on a squared loss in closed form: `df/dt = −(η/Z) Θ (f − y)`, one eigendecomposition `Θ + ridge = Q μ Qᵀ`
 * for all times t. With τ = ηt/Z:
 *
 * - train mean `y − Q e^{−μτ} Qᵀ (y − f_0)`, test mean `f_0(x) + A (y − f_0)`, `A = Θ(x,X) Q (1 − e^{−μτ})/μ Qᵀ`;
 * - covariance over random initial functions, ensemble `ntk`: `K** − A K(X,*) − K(*,X) Aᵀ + A K Aᵀ`, on train `E K E`, `E = Q e^{−μτ} Qᵀ`;
 * - ensemble `nngp`, with K for Θ: `K** − K(*,X) Q (1 − e^{−2μτ})/μ Qᵀ K(X,*)`, at t = ∞ the posterior of the Gaussian process.
 *
 * Modes with eigenvalue zero stay where they start, so t = ∞ is the pseudo-inverse. Cost: `init` n³ + m n² (with `ntk` and
 * a spread, 3 n³ + 2 m n²); a mean (n + m) n O; variances (n + m) n², for `nngp` (n + m) n; covariances (n² + m²) n more.
 */
export const eigen: Solver<EigenSpec, EigenState> = {
  kind: "eigen",
  schema: eigenSchema,
  example: eigenSchema.parse({ kind: "eigen", uncertainty: "variances" }),
  references: ["Jacot et al. 2018, arXiv:1806.07572, section 5", "Lee et al. 2019, arXiv:1902.06720, eqs. 14–16"],

  supports: (spec, problem) =>
    closedFormReason(problem, spec.uncertainty, [
      { kernel: spec.ensemble, prior: false },
      ...(spec.uncertainty === "none" ? [] : [{ kernel: "nngp" as const, prior: true }]),
    ]),

  async init(on, spec, problem) {
    insist(eigen.supports(spec, problem), "eigen");
    const sizes = checkProblem(problem);
    const { train, cross } = blocksOf(problem, spec.ensemble);
    const ridge = absoluteRidge(spec.ridge, train);
    return on.scope(async () => {
      const eigh = await on.eigh(on.tensor(train));
      if (eigh.status !== "ok") return eigh;
      const { vectors } = eigh;
      const values = (await on.read(eigh.values)).data;
      const reading = readSpectrum(values, { ...spec, ridge, dtype: vectors.dtype });
      if (reading.status !== "ok") return reading;
      const { spectrum, modes } = reading;
      const rotate = (block: NDArray) => on.matmul(on.tensor(block), vectors);
      const test =
        cross === undefined
          ? { weights: undefined, contradiction: 0 }
          : await silenceNullModes(on, rotate(cross), { modes, tolerance: spectrum.rankTolerance, cross, largestVariance: largestVariance(train) });
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
        conventions: {
          solver: spec,
          loss: problem.loss.spec,
          kernel: spec.ensemble,
          ridge: { ...spec.ridge, absolute: ridge },
          jitter: 0,
          dynamics: {
            learningRate: spec.learningRate,
            normaliser: resolveNormaliser(spec.normaliser, { samples: sizes.train, outputs: sizes.outputs }),
          },
          backend: on.name,
          dtype: vectors.dtype,
        },
      };
    });
  },

  async at(on, state, times, wanted) {
    checkTimes(times);
    const { train, test, spread, loss } = resolveWanted(wanted, { testPoints: state.sizes.test, uncertainty: state.spec.uncertainty });
    const { conventions } = state;
    const { learningRate, normaliser } = conventions.dynamics;
    const taus = times.map((time) => (learningRate * time) / normaliser.value);
    return on.scope(async () => {
      const onTrain = train ? await trainMoments(on, state, taus, spread) : undefined;
      const onTest = test ? await testMoments(on, state, taus, spread) : undefined;
      const losses = loss ? await eigenLosses(on, state, taus) : undefined;
      return times.map((time, index) => ({
        time,
        ...(onTrain && { train: onTrain[index].moments }),
        ...(onTest && { test: onTest[index].moments }),
        ...(losses && { loss: losses[index] }),
        report: eigenReport(state, time),
        warnings: [
          ...(onTrain?.[index].warnings ?? []),
          ...(onTest?.[index].warnings ?? []),
          ...(onTest && state.contradiction > 0 && time > 0 ? [contradictionWarning(state.contradiction)] : []),
        ],
        conventions,
      }));
    });
  },
};
