import type { Backend } from "@ntkit/backend";
import { Unsupported } from "@ntkit/core";
import { decompose, linearReason } from "../eigen/decompose.ts";
import { type Moment, predictMotions } from "../eigen/predict.ts";
import { linearReport } from "../eigen/report.ts";
import { steps } from "../gradient-descent/motion.ts";
import { batchModes } from "../sgd/modes.ts";
import { type SgdSpec, sgdSchema } from "../sgd/options.ts";
import { walk } from "../sgd/path.ts";
import { batchSpread, withSpread } from "../sgd/spread.ts";
import type { SgdState } from "../sgd/state.ts";
import { largestStableRate, noiseGain } from "../sgd/stationary.ts";
import type { Prediction, Reason, Solver } from "../solver.ts";
import { checkTimes, resolveWanted } from "../wanted.ts";

const plain = { momentum: 0, acceleration: "heavy-ball" } as const;
const method = { name: "sgd", reason: "its mean is that of gradient descent, and the spread of its batches follows a recursion of its own" };

/**
 * Mini-batch stochastic gradient descent on a squared loss, t = k the number of steps: each sees `batchSize` of the n samples, drawn
 * uniformly and without replacement, independent of the steps before, and takes n/b times their gradient, so that its mean is the
 * gradient of all. (Passing through the data in a shuffled order, epoch by epoch, is another process.)
 *
 * The mean over batches is that of `gradient-descent`. The spread is exact too, by a recursion of its second moment (sgd/modes.ts): over the
 * draws alone, or over the random initial functions of the ensemble as well (`randomness`). Outputs share the draws but each has its own
 * spread: what is told is the mean over outputs. `loss.expected` is the mean of the loss over all that is random, above the loss of
 * the mean. Without a ridge and with a kernel of full rank the spread dies out, otherwise t = Infinity has one. Steps that are so large that
 * it grows without end are told as for `gradient-descent` (`unstable`, `diverging`); the limit is below that of the full batch.
 *
 * Cost: that of `eigen`, and 2 products of n × n matrices a step, once for all times that are asked for together; about 50 to see
 * whether it is stable.
 */
export const sgd: Solver<SgdSpec, SgdState> = {
  kind: "sgd",
  schema: sgdSchema,
  example: sgdSchema.parse({ kind: "sgd", batchSize: 1, learningRate: 0.02, uncertainty: "variances" }),
  references: ["Robbins & Monro 1951, doi:10.1214/aoms/1177729586", "Paquette et al. 2021, arXiv:2102.04396", "Velikanov et al. 2023, arXiv:2206.11124"],

  supports(spec, problem): true | Reason {
    const [samples = 0] = problem.targets.shape;
    if (spec.batchSize > samples) {
      return { problem: `a batch of ${spec.batchSize} is more than the ${samples} samples that there are`, remedy: `Set batchSize to ${samples} or less.` };
    }
    // The spread over batches needs no ensemble, so neither its kernel nor a random start.
    return linearReason(spec.randomness === "batches" ? { ...spec, uncertainty: "none" } : spec, problem);
  },

  async init(on, spec, problem) {
    const refused = sgd.supports(spec, problem);
    if (refused !== true) throw new Unsupported({ path: "problem", problem: `the solver "sgd" cannot solve it: ${refused.problem}`, remedy: refused.remedy });
    return on.scope(async () => {
      const basis = await decompose(on, { ...spec, uncertainty: spec.randomness === "batches" ? ("none" as const) : spec.uncertainty }, problem);
      if (basis.status !== "ok") return basis;
      const state = { ...basis, spec, conventions: { ...basis.conventions, solver: spec } };
      const batch = batchModes(state.modes, state.conventions.ridge.absolute, spec.learningRate / state.conventions.dynamics.normaliser.value, spec.batchSize);
      const gain = await noiseGain(on, batch, state.held.vectors);
      const found: SgdState = { ...state, batch, noiseGain: gain, maximumLearningRate: undefined };
      return gain < 1 ? found : { ...found, maximumLearningRate: await maximumBatchLearningRate(on, found) };
    });
  },

  maximumLearningRate: async (on, state) => state.maximumLearningRate ?? on.scope(() => maximumBatchLearningRate(on, state)),

  async at(on, state, times, wanted) {
    checkTimes(times);
    const { spec, modes, batch, conventions } = state;
    const { train, test, spread, loss } = resolveWanted(wanted, { testPoints: state.sizes.test, uncertainty: spec.uncertainty });
    const recursion = spread !== undefined || loss;
    const late = recursion ? times.findIndex((time) => time > spec.maxSteps && time < Infinity) : -1;
    if (late >= 0) {
      throw new Unsupported({
        path: `times[${late}]`,
        problem: `the spread after ${times[late]} steps takes as many steps of a recursion, more than maxSteps (${spec.maxSteps})`,
        remedy: "Raise maxSteps, ask for fewer steps or for Infinity, or for the mean alone (uncertainty none, no loss).",
      });
    }
    const unstable = state.maximumLearningRate === undefined ? undefined : divergence(spec.learningRate, state.maximumLearningRate);
    const moments = times.map((time): Moment => {
      const report = { ...linearReport(state, method, time), steps: recursion && time < Infinity ? Math.ceil(time) : 0 };
      if (unstable === undefined) return { time, motion: steps(modes, time, batch.rate, plain), report };
      const motion = time < Infinity ? steps(modes, time, batch.rate, plain) : undefined;
      const warnings = [{ kind: "unstable" as const, ...unstable }];
      return { time, motion, report: { ...report, status: "diverging", trouble: unstable, errorEstimate: null, reached: motion ? time : 0 }, warnings };
    });
    return on.scope(async () => {
      const means = await predictMotions(on, state, moments, { ...wanted, ...(spec.randomness === "batches" && { uncertainty: "none" }) });
      if (!recursion) return means;
      const known = means.filter((_, index) => moments[index].motion !== undefined);
      const visited = await walk(
        on,
        state,
        known.map(({ time }) => time),
        async (_, second) => ({
          train: train && spread ? await batchSpread(on, state, "train", second.covariance, spread) : undefined,
          test: test && spread ? await batchSpread(on, state, "test", second.covariance, spread) : undefined,
          trace: loss ? (await on.read(on.sum(on.diagonal(second.residual), 0))).data[0] : 0,
        }),
      );
      return means.map((mean): Prediction => {
        const more = visited[known.indexOf(mean)];
        if (more === undefined) return mean;
        const finite = [more.train, more.test].every((array) => array === undefined || array.data.every(Number.isFinite)) && Number.isFinite(more.trace);
        if (!finite && mean.report) {
          const { time, report, warnings } = mean;
          return { time, report: { ...report, status: "not-finite", reached: 0 }, warnings, conventions };
        }
        const expected = (more.trace * state.sizes.outputs) / (2 * conventions.dynamics.normaliser.value);
        return {
          ...mean,
          ...(mean.train && more.train && { train: withSpread(mean.train, more.train) }),
          ...(mean.test && more.test && { test: withSpread(mean.test, more.test) }),
          ...(mean.loss && { loss: { ...mean.loss, expected } }),
        };
      });
    });
  },
};

/** The learning rate below which the spread of mini-batch SGD stays bounded: at most that of gradient descent, which it is for full batches. */
export async function maximumBatchLearningRate(on: Backend, { batch, modes, conventions, spec, spectrum, held }: SgdState): Promise<number> {
  if (!(spectrum.largest > 0)) return Infinity;
  const descent = 2 / spectrum.largest;
  if (batch.noise === 0) return descent * conventions.dynamics.normaliser.value;
  const gainAt = (rate: number) => noiseGain(on, batchModes(modes, conventions.ridge.absolute, rate, spec.batchSize), held.vectors);
  return (await largestStableRate(gainAt, descent)) * conventions.dynamics.normaliser.value;
}

const divergence = (learningRate: number, limit: number): Reason => ({
  problem: `the learning rate ${learningRate} is not below ${limit.toPrecision(6)}, so the spread of batches of this size grows without end`,
  remedy: `Take a learning rate below ${limit.toPrecision(4)}, or larger batches.`,
});
