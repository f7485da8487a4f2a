import type { FiniteNetwork, Tensors } from "@ntkit/architectures";
import { type Backend, entrywise, scaled, type Tensor } from "@ntkit/backend";
import { sizeOf } from "@ntkit/core";
import { formula, remembered } from "@ntkit/formula";

/** Samples that a model sees at once. */
export interface Batch {
  readonly x: Tensor;
  /** f at the initial parameters [b, O], where outputs are counted from there. */
  readonly origin?: Tensor | undefined;
  /** For layers that draw at random: the seed of this pass. */
  readonly seed: number;
  /** For them too: the number of the first sample, where samples come in parts. */
  readonly firstSample?: number;
}

/** Outputs [b, O], and the way back to the parameters that are trained. */
export interface ModelAt {
  readonly outputs: Tensor;
  /** `Jᵀ dy` for dy [b, O]. */
  grad(dy: Tensor): Promise<Tensors>;
}

/** What is trained, as a function of parameters: the network itself, or its linear twin. */
export interface Model {
  outputs(parameters: Tensors, batch: Batch): Promise<Tensor>;
  at(parameters: Tensors, batch: Batch): Promise<ModelAt>;
}

const fromOrigin = remembered((scale) => formula`${scale} * (f - origin)`);

/** `F = α (f − origin)` of outputs f [b, ...out], as [b, O]. */
export function presented(on: Backend, f: Tensor, scale: number, origin: Tensor | undefined): Tensor {
  const flat = f.shape.length === 2 ? f : on.reshape(f, [f.shape[0] ?? 0, sizeOf(f.shape.slice(1))]);
  return origin === undefined ? scaled(on, flat, scale) : entrywise(on, fromOrigin(scale), { entries: { f: flat, origin } });
}

/** The way back through `presented`: cotangents of f from those of F. */
export function cotangent(on: Backend, dy: Tensor, scale: number, output: readonly number[]): Tensor {
  const back = scaled(on, dy, scale);
  return output.length === 1 ? back : on.reshape(back, [dy.shape[0] ?? 0, ...output]);
}

/**
 * The network as it is trained: `F(w, x) = α (f(w, x) − f(w₀, x))`, the second term only where a batch has an origin. α is the
 * output scale of lazy training (Chizat et al. 2019, arXiv:1812.07956).
 */
export const networkModel = (on: Backend, network: FiniteNetwork, scale: number): Model => ({
  outputs: async (parameters, { x, origin, ...draws }) => presented(on, await network.forward(on, parameters, x, draws), scale, origin),
  async at(parameters, { x, origin, ...draws }) {
    const point = await network.at(on, parameters, x, draws);
    return { outputs: presented(on, point.output, scale, origin), grad: (dy) => point.grad(cotangent(on, dy, scale, network.output)) };
  },
});
