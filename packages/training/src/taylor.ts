import type { FiniteNetwork, Tensors } from "@ntkit/architectures";
import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { formula } from "@ntkit/formula";
import { minus, trainedNames } from "./linear.ts";

const sum = formula`a + b`;

/**
 * What the Taylor expansions of a network about `initial` say of its outputs at `parameters`, to the degrees 0, 1, … `degree`:
 * `Σ_{j≤k} c_j` with the coefficients of `f(w₀ + t (w − w₀), x)` in t. Degree 1 is the linear twin at the same parameters.
 */
export async function taylorOutputs(
  on: Backend,
  network: FiniteNetwork,
  { parameters, initial }: { readonly parameters: Tensors; readonly initial: Tensors },
  x: Tensor,
  degree: number,
): Promise<Tensor[]> {
  const [first, ...rest] = await network.taylor(on, initial, minus(on, parameters, initial, trainedNames(network)), x, degree);
  const sums = [first];
  for (let k = 0; k < degree; k++) {
    const [before, term] = [sums[k], rest[k]];
    sums.push(term === undefined ? before : entrywise(on, sum, { entries: { a: before, b: term } }));
  }
  return sums;
}
