import { InvalidInput, type NDArray, ndArray, random, sizeOf } from "@ntkit/core";
import type { ParameterDescription } from "./finite-layer.ts";
import type { FiniteNetwork } from "./network.ts";

/**
 * How parameters are drawn: `normal` as the parameterisation says (the infinite-width kernels are its limit), or `torch`, as
 * torch.nn.Linear and Conv2d do: weights and biases uniform on ±1/√fanIn, of the standard parameterisation only.
 */
export type Initialisation = "normal" | "torch";

export interface InitialiseOptions {
  readonly seed?: number;
  readonly initialisation?: Initialisation;
}

/**
 * Draws the parameters of a network, array by array in the order of `network.parameters`, from one stream of random numbers:
 * the same seed gives the same network everywhere. Throws InvalidInput for `torch` under the parameterisation "ntk".
 */
export function initialise(network: FiniteNetwork, { seed = 0, initialisation = "normal" }: InitialiseOptions = {}): Record<string, NDArray> {
  if (initialisation === "torch" && network.architecture.parameterization !== "standard") {
    throw new InvalidInput({
      path: "initialisation",
      problem: 'the uniform initialisation of torch is one of the standard parameterisation, and this architecture has "ntk"',
      remedy: 'Set `parameterization: "standard"` in the architecture, or leave `initialisation` at "normal".',
    });
  }
  const { uniform, normal } = random(seed);
  const draw = ({ fanIn, std }: ParameterDescription) => (initialisation === "torch" ? (2 * uniform() - 1) / Math.sqrt(fanIn) : std * normal());
  const array = (description: ParameterDescription) =>
    ndArray(
      Float64Array.from({ length: sizeOf(description.shape) }, () => draw(description)),
      description.shape,
    );
  return Object.fromEntries(Object.entries(network.parameters).map(([name, description]) => [name, array(description)]));
}
