import type { FiniteNetwork, Tensors } from "@ntkit/architectures";
import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { formula } from "@ntkit/formula";
import { type Batch, cotangent, type Model, presented } from "./model.ts";

const difference = formula`a - b`;
const sum = formula`a + b`;

/** `a − b`, name by name. */
export const minus = (on: Backend, a: Tensors, b: Tensors, names: readonly string[]): Tensors =>
  Object.fromEntries(names.map((name) => [name, entrywise(on, difference, { entries: { a: a[name], b: b[name] } })]));

/** Names of the parameters that are trained. */
export const trainedNames = ({ parameters }: FiniteNetwork): string[] => Object.keys(parameters).filter((name) => parameters[name].trainable);

/**
 * The linear twin of a network: `f_lin(w, x) = f(w₀, x) + J(w₀, x) (w − w₀)`, exactly, by the forward-mode derivative; its gradient is
 * that of the network at w₀. Scaled and centred as the network is (Lee et al. 2019, arXiv:1902.06720, eq. 5).
 */
export function linearModel(on: Backend, network: FiniteNetwork, initial: Tensors, scale: number): Model {
  const names = trainedNames(network);
  const outputs = async (parameters: Tensors, { x, origin, ...draws }: Batch): Promise<Tensor> => {
    const { output, derivative } = await network.push(on, initial, x, { parameters: minus(on, parameters, initial, names) }, draws);
    const f = derivative === undefined ? output : entrywise(on, sum, { entries: { a: output, b: derivative } });
    return presented(on, f, scale, origin);
  };
  return {
    outputs,
    async at(parameters, batch) {
      const { x, origin: _, ...draws } = batch;
      const start = await network.at(on, initial, x, draws);
      return { outputs: await outputs(parameters, batch), grad: (dy) => start.grad(cotangent(on, dy, scale, network.output)) };
    },
  };
}
