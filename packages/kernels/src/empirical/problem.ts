import type { FiniteNetwork, LayerSensitivity, Tensors } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { ndArray, sizeOf, Unsupported, zeros } from "@ntkit/core";
import type { EmpiricalProblem, LayerSize } from "./method.ts";

/**
 * The sizes of the layers of a network, from the shapes of its parameters and of what goes in and out of them: one sample is
 * sent through and back. Throws Unsupported for a network that makes several samples of one.
 */
export async function layerSizes(on: Backend, network: FiniteNetwork, parameters: Tensors): Promise<Pick<EmpiricalProblem, "layers" | "activations">> {
  return on.scope(async () => {
    const at = await network.at(on, parameters, on.tensor(zeros([1, ...network.input])));
    if (at.output.shape[0] !== 1) {
      throw new Unsupported({
        path: "architecture",
        problem: "a network that makes several samples of each has no empirical kernel here",
        remedy: "Take its branches apart, one network each.",
      });
    }
    const visited: LayerSize[] = [];
    const ones = ndArray(new Float64Array(sizeOf(network.output)).fill(1), [1, ...network.output]);
    const seen = new Set<string>();
    await at.sensitivities(on.tensor(ones), (layer) => {
      visited.push(sizeOfLayer(network, layer, seen));
    });
    const frozen = Object.entries(network.parameters).filter(([name]) => !seen.has(name));
    const numbers = visited.reduce((sum, { inputs, outputs }) => sum + inputs + outputs, 0);
    const unseen = frozen.reduce((sum, [, { shape }]) => sum + sizeOf(shape.slice(0, -1)) + lastOf(shape), 0);
    return { layers: visited, activations: 2 * (numbers + unseen) + sizeOf(network.input) };
  });
}

function sizeOfLayer(network: FiniteNetwork, { place, x, dy, rule }: LayerSensitivity, seen: Set<string>): LayerSize {
  const own = Object.entries(network.parameters).filter(([name]) => name.startsWith(`${place}.`));
  for (const [name] of own) seen.add(name);
  const trained = own.filter(([, { trainable }]) => trainable);
  const outputs = sizeOf(dy.shape.slice(1));
  return {
    inputs: sizeOf(x.shape.slice(1)),
    outputs,
    positions: outputs / lastOf(dy.shape),
    parameters: trained.reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0),
    structured: rule.gram !== undefined,
  };
}

const lastOf = (shape: readonly number[]): number => shape[shape.length - 1] ?? 1;
