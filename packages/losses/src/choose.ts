import type { Backend, Tensor } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { InvalidInput, lookUp, parse, show } from "@ntkit/core";
import type { Hessian, Loss, LossSpec, TargetDomain } from "./loss.ts";
import { losses } from "./losses/index.ts";

export type LossRegistry = Readonly<Record<string, Loss>>;

/** A loss with its fields filled in, ready to use. */
export interface ChosenLoss {
  readonly spec: LossSpec;
  readonly quadratic: boolean;
  /** [n, O], [n, O] → [n]. */
  value(on: Backend, predictions: Tensor, targets: Tensor): Tensor;
  /** [n, O], [n, O] → [n, O]. */
  gradient(on: Backend, predictions: Tensor, targets: Tensor): Tensor;
  readonly targets: TargetDomain;
  /** Undefined where it is not known, or the gradient jumps. */
  readonly hessian: Hessian | undefined;
  /** The largest eigenvalue of the Hessian of a sample anywhere, if known. */
  readonly curvature: number | undefined;
  /** Whether the gradient jumps somewhere. */
  readonly kinked: boolean;
}

/**
 * The loss that a spec such as `{"kind": "mse"}` names. Throws UnknownName for a kind that `registry` lacks or a misspelt
 * field, InvalidInput for a field that cannot be.
 */
export function chooseLoss(spec: unknown, registry: LossRegistry = losses, path = "loss"): ChosenLoss {
  if (typeof spec !== "object" || spec === null || !("kind" in spec)) {
    throw new InvalidInput({ path, problem: "expected a loss", found: show(spec), remedy: 'Write it as an object with its kind: {"kind": "mse"}.' });
  }
  const loss = lookUp(registry, spec.kind, "loss", `${path}.kind`);
  const parsed = parse(loss.schema, spec, path);
  return {
    spec: parsed,
    quadratic: loss.quadratic,
    value: (on, f, y) => loss.value(on, parsed, f, y),
    gradient: (on, f, y) => loss.gradient(on, parsed, f, y),
    targets: loss.targets ?? "any",
    hessian: loss.hessian?.(parsed),
    curvature: loss.curvature?.(parsed),
    kinked: loss.kinked?.(parsed) ?? false,
  };
}

/** `Σ w L(f, y)/Z` of predictions [n, O] against targets [n, O]; each sample counts its weight [n], 1 by default. */
export async function meanLoss(on: Backend, loss: ChosenLoss, predictions: NDArray, targets: NDArray, normaliser: number, weights?: NDArray): Promise<number> {
  const samples = await on.scope(() => on.read(loss.value(on, on.tensor(predictions), on.tensor(targets))));
  return samples.data.reduce((total, value, sample) => total + (weights === undefined ? value : weights.data[sample] * value), 0) / normaliser;
}
