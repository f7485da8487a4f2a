import type { ChosenLoss } from "@ntkit/losses";
import type { SolverSpec, Uncertainty } from "@ntkit/solvers";
import type { Momentum, OptimiserSpec, Reason } from "@ntkit/training";
import type { TrainingSection } from "./section.ts";

/** A solver that does to functions what the optimiser does to parameters. */
export interface KernelDynamics {
  readonly solver: SolverSpec;
  /** Whether step k of the optimiser is time k of the solver on a network whose kernel stays as it is. */
  readonly exact: boolean;
  /** What is different where it is not exact. */
  readonly note?: string;
}

const isMomentum = (spec: OptimiserSpec): spec is Momentum => spec.kind === "momentum";

/**
 * The motion of a network's function under its kernel, for an optimiser on a loss: gradient descent, with momentum or without, step by
 * step in closed form on a squared loss; on another loss its flow. Or why there is none.
 *
 * @param normaliser Z
 */
export function dynamicsOf(
  { optimiser, batchSize }: Pick<TrainingSection, "optimiser" | "batchSize">,
  loss: ChosenLoss,
  normaliser: number,
  uncertainty: Uncertainty,
): KernelDynamics | Reason {
  const { kind, learningRate } = optimiser;
  if (kind !== "gradient-descent" && !isMomentum(optimiser)) {
    return {
      problem: `the steps of "${kind}" do not follow the gradient, so no kernel describes them`,
      remedy: 'Train with "gradient-descent" or "momentum".',
    };
  }
  const { momentum = 0, acceleration = "heavy-ball" } = isMomentum(optimiser) ? optimiser : {};
  const notes = [
    ...(loss.quadratic ? [] : ["the flow of gradient descent, in the limit of small steps"]),
    ...(batchSize === undefined ? [] : ["every step on all samples, where the network sees batches"]),
  ];
  const common = { learningRate, normaliser };
  const solver = loss.quadratic
    ? { kind: "gradient-descent", ...common, momentum, acceleration, uncertainty }
    : { kind: "ode", ...common, ...(momentum === 0 ? {} : { momentum }) };
  return { solver, exact: notes.length === 0, ...(notes.length === 0 ? {} : { note: notes.join("; ") }) };
}
