import { checkTargets } from "@ntkit/losses";
import { buildState, isStationary } from "../ode/build.ts";
import type { Method } from "../ode/method.ts";
import { methods as builtIn } from "../ode/methods/index.ts";
import { type OdeSpec, odeSchema } from "../ode/options.ts";
import { testMean, trainingLoss, trainMean } from "../ode/predict.ts";
import { tell } from "../ode/report.ts";
import type { OdeState } from "../ode/state.ts";
import { supportsFlow } from "../ode/supports.ts";
import type { Prediction, Solver } from "../solver.ts";
import { checkTimes, insist, resolveWanted } from "../wanted.ts";

/**
 * Gradient flow on any loss, integrated: `df/dt = −(η/Z) Θ w ∂L/∂f` from f_0, which is 0 (where the mean of the ensemble starts) or
 * one network. Test points carry no state: with the dual coefficients `da/dt = −(η/Z)(w ∂L/∂f + r a)`, `f_t(x) = f_0(x) + Θ(x,X) a_t`;
 * a ridge r is a decay of the weights to where they started. With momentum β, the limit of heavy ball for small steps:
 * `f'' + ((1−β)/√η) f' = −(1/Z) Θ w ∂L/∂f` in the time √η t.
 *
 * One product with Θ for each slope; errors are controlled on the function values of the training points; times between steps are
 * interpolated. t = Infinity is where nothing moves any more: twice the time changed no function value by more than ten
 * tolerances; or else a limit of the options, and that is said. Cost: `init` two Cholesky factorisations at most,
 * to know the kernel, and an eigendecomposition for methods in the eigenbasis; n² O for each slope.
 */
export function odeSolver(methods: Readonly<Record<string, Method>>): Solver<OdeSpec, OdeState> {
  const schema = odeSchema(methods);
  return {
    kind: "ode",
    schema,
    example: schema.parse({ kind: "ode" }),
    references: ["Jacot et al. 2018, arXiv:1806.07572, section 4", "Lee et al. 2019, arXiv:1902.06720, section 2.2", "Qian 1999 (momentum)"],

    supports: (spec, problem) => supportsFlow(spec, problem, methods),

    init(on, spec, problem) {
      insist(supportsFlow(spec, problem, methods), "ode");
      checkTargets(problem.loss, problem.targets);
      return on.scope(() => buildState(on, spec, problem, methods));
    },

    maximumLearningRate: async (_, state) => (Number.isNaN(state.maximumLearningRate) ? undefined : state.maximumLearningRate),

    async at(on, state, times, wanted) {
      checkTimes(times);
      const { train, test, loss } = resolveWanted(wanted, { testPoints: state.sizes.test, uncertainty: "none" });
      const { spec, flow, clock, conditionNumber, conventions } = state;
      const samples = await state.trajectory.at(times.map((time) => clock * time));
      const predictions: Prediction[] = [];
      for (const [index, time] of times.entries()) {
        const sample = samples[index];
        const stationary = sample.status === "end" && isStationary(flow, spec, sample.cursor);
        const told = tell(spec, sample, { time, reached: sample.status === "ok" ? time : sample.s / clock, stationary, conditionNumber });
        const known = sample.status === "ok" || time === Infinity;
        const onTrain = train && known ? trainMean(state, sample.y) : undefined;
        const onTest = test && known ? await testMean(on, state, sample.y) : undefined;
        predictions.push({
          time,
          ...(onTrain && { train: onTrain.moments }),
          ...(onTest && { test: onTest.moments }),
          ...(loss && known && { loss: await trainingLoss(on, state, sample.y) }),
          report: told.report,
          warnings: [...told.warnings, ...(onTrain?.warnings ?? []), ...(onTest?.warnings ?? [])],
          conventions,
        });
      }
      return predictions;
    },
  };
}

/** The solver with the methods of this package; with one's own beside them: `odeSolver({ ...odeMethods, [mine.kind]: mine })`. */
export const ode = odeSolver(builtIn);
