import { z } from "zod";
import { decompose, linearReason } from "../eigen/decompose.ts";
import type { Motion } from "../eigen/motion.ts";
import { linearFields } from "../eigen/options.ts";
import { type Moment, predictMotions } from "../eigen/predict.ts";
import { linearReport } from "../eigen/report.ts";
import type { EigenBasis } from "../eigen/state.ts";
import { steps } from "../gradient-descent/motion.ts";
import { maximumLearningRate } from "../learning-rate.ts";
import type { Report, Solver } from "../solver.ts";
import { checkTimes } from "../wanted.ts";

const schema = z.strictObject({
  kind: z.literal("gradient-descent"),
  ...linearFields,
  momentum: z.number().nonnegative().lt(1).default(0).meta({ description: "What part β of its velocity a step keeps" }),
  acceleration: z
    .enum(["heavy-ball", "nesterov"])
    .default("heavy-ball")
    .meta({ description: "Where the gradient is taken: where the function is (heavy-ball), or where momentum alone would carry it (nesterov)" }),
});

export type GradientDescentSpec = z.infer<typeof schema>;

export interface GradientDescentState extends EigenBasis<GradientDescentSpec> {
  /** The learning rate at and above which it diverges. */
  readonly maximumLearningRate: number;
}

/**
 * Full-batch gradient descent in steps of the size η/Z on a squared loss, t = k the number of steps: the discrete twin of
 * `eigen`, to which it tends for small η. In the basis `Θ + ridge = Q μ Qᵀ` a mode with x = ημ/Z is left with `e_k(x)` of its residual:
 * `(1 − x)^k`, or with momentum the powers of a companion matrix (gradient-descent/steps.ts). So `f_k = y + Q e_k Qᵀ (f_0 − y)`, on
 * test points `f_0 + A_k (y − f_0)`, `A_k = Θ(x,X) Q (1 − e_k)/μ Qᵀ`, and mean and covariance of ensembles are those of `eigen` with A_k.
 *
 * A step that is no whole number lies on the straight line between its neighbours, as the parameters do. From the learning
 * rate `maximumLearningRate` of the state on, every prediction warns of it (`unstable`) and its report says `diverging`; the numbers
 * of finite steps are right all the same, until they overflow, and t = Infinity has none. Cost: that of `eigen`.
 */
export const gradientDescent: Solver<GradientDescentSpec, GradientDescentState> = {
  kind: "gradient-descent",
  schema,
  example: schema.parse({ kind: "gradient-descent", learningRate: 0.5, momentum: 0.5, uncertainty: "variances" }),
  references: [
    "Polyak 1964, doi:10.1016/0041-5553(64)90137-5",
    "Nesterov 1983, Doklady AN SSSR 269",
    "Sutskever et al. 2013, section 2",
    "Lee et al. 2019, arXiv:1902.06720, section 2",
  ],
  supports: linearReason,

  async init(on, spec, problem) {
    const state = await decompose(on, spec, problem);
    if (state.status !== "ok") return state;
    const { spectrum, conventions } = state;
    const { momentum, acceleration } = spec;
    const largestEigenvalue = Math.max(0, spectrum.largest);
    const limit = maximumLearningRate({ largestEigenvalue, normaliser: conventions.dynamics.normaliser.value, momentum, acceleration });
    return { ...state, maximumLearningRate: limit };
  },

  maximumLearningRate: async (_, state) => state.maximumLearningRate,

  async at(on, state, times, wanted) {
    checkTimes(times);
    const { spec, conventions, modes } = state;
    const rate = spec.learningRate / conventions.dynamics.normaliser.value;
    const moments = times.map((time): Moment => {
      if (spec.learningRate < state.maximumLearningRate) {
        return { time, motion: steps(modes, time, rate, spec), report: linearReport(state, methods[spec.acceleration], time) };
      }
      const motion = time === Infinity ? undefined : steps(modes, time, rate, spec);
      return { time, ...divergence(state, time, motion) };
    });
    return predictMotions(on, state, moments, wanted);
  },
};

const reason = "the loss is squared, so every step has a closed form";
const methods = { "heavy-ball": { name: "heavy-ball", reason }, nesterov: { name: "nesterov", reason } };

/** What is said of a learning rate that is too large, and which numbers there are. */
function divergence(state: GradientDescentState, time: number, motion: Motion | undefined): Omit<Moment, "time"> {
  const { spec, maximumLearningRate: limit } = state;
  const trouble = {
    problem: `the learning rate ${spec.learningRate} is not below ${limit}, so gradient descent diverges on this kernel`,
    remedy: `Take a learning rate below ${limit.toPrecision(4)}.`,
  };
  const finite = motion && [motion.gains, motion.decays].every((factors) => factors.every(Number.isFinite));
  const report: Report = {
    ...linearReport(state, methods[spec.acceleration], time),
    status: time < Infinity && !finite ? "not-finite" : "diverging",
    trouble,
    reached: finite ? time : 0,
    errorEstimate: null,
  };
  return { motion: finite ? motion : undefined, report, warnings: [{ kind: "unstable", ...trouble }] };
}
