import type { Reason } from "./reason.ts";
import { type Curved, type Sharpness, type SharpnessOptions, sharpnessAt } from "./sharpness.ts";
import type { ChosenOptimiser } from "./update.ts";

/** How large a learning rate may be before an optimiser on all samples leaves the place where it is. */
export interface LearningRateLimit {
  /** `c/sharpness`, with c = 2 for gradient descent, 2 (1 + β) for a heavy ball, 2 (1 + β)/(1 + 2β) for Nesterov's momentum; Infinity for no curvature. */
  readonly limit: number;
  readonly sharpness: Sharpness;
  /** Whether the loss is squared, so that the limit is that of the linear twin, `c Z/λmax(Θ)`, for ever; otherwise it holds where the outputs are now. */
  readonly exact: boolean;
}

/** Undefined where none is known: for Adam, or for a loss without a Hessian. */
export async function learningRateLimit(curved: Curved, optimiser: ChosenOptimiser, options: SharpnessOptions = {}): Promise<LearningRateLimit | undefined> {
  if (optimiser.stableLimit === undefined) return undefined;
  const sharpness = await sharpnessAt(curved, options);
  if (sharpness === undefined || Number.isNaN(sharpness.value)) return undefined;
  return { limit: optimiser.stableLimit / sharpness.value, sharpness, exact: curved.loss.quadratic };
}

/** What to say before training with a learning rate above the limit; undefined below it. */
export function warningAbove({ limit, sharpness, exact }: LearningRateLimit, { spec }: ChosenOptimiser): Reason | undefined {
  if (spec.learningRate < limit) return undefined;
  const where = exact ? "" : " where the outputs begin";
  return {
    problem: `the learning rate ${spec.learningRate} is not below ${limit.toPrecision(4)}, from which on ${spec.kind} is unstable (sharpness ${sharpness.value.toPrecision(4)}${where})`,
    remedy: `Take less than ${limit.toPrecision(4)}; above it the linear twin diverges, and the network does, or changes until it is flatter.`,
  };
}
