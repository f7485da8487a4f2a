import { decompose, linearReason } from "../eigen/decompose.ts";
import { flow } from "../eigen/motion.ts";
import { type EigenSpec, eigenSchema } from "../eigen/options.ts";
import { predictMotions } from "../eigen/predict.ts";
import { linearReport } from "../eigen/report.ts";
import type { EigenState } from "../eigen/state.ts";
import { maximumLearningRate } from "../learning-rate.ts";
import type { Solver } from "../solver.ts";
import { checkTimes } from "../wanted.ts";

const method = { name: "eigenmodes", reason: "the loss is squared, so every time has a closed form" };

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
  supports: linearReason,
  init: decompose,
  maximumLearningRate: async (_, { spectrum, conventions }) =>
    maximumLearningRate({ largestEigenvalue: Math.max(0, spectrum.largest), normaliser: conventions.dynamics.normaliser.value }),

  async at(on, state, times, wanted) {
    checkTimes(times);
    const { learningRate, normaliser } = state.conventions.dynamics;
    const moments = times.map((time) => ({
      time,
      motion: flow(state.modes, (learningRate * time) / normaliser.value, learningRate / normaliser.value),
      report: linearReport(state, method, time),
    }));
    return predictMotions(on, state, moments, wanted);
  },
};
