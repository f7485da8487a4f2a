import { initialise } from "@ntkit/architectures";
import { evaluateEmpirical } from "@ntkit/kernels";
import type { JobContext } from "../../compute/job.ts";
import { finiteOf } from "../../network/finite.ts";
import { learningRateOf } from "../../network/network.ts";
import { angles } from "./angles.ts";
import type { CircleRequest } from "./compute.ts";
import { inputsAt } from "./inputs.ts";

export interface FiniteRequest extends CircleRequest {
  readonly widths: readonly number[];
  /** Networks of each width. */
  readonly count: number;
  readonly seed: number;
}

/** The empirical NTK of one network at its start, between the input at angle 0 and those at `angles`. */
export interface FiniteKernel {
  readonly width: number;
  readonly ntk: Float64Array;
}

/** Kernels of real networks of several widths, which differ by their seeds. In the standard parameterisation divided by the width, as η is, and for the usual one. */
export async function finite({ network, radius, widths, count, seed }: FiniteRequest, { on, signal, report }: JobContext<readonly FiniteKernel[]>) {
  const found: FiniteKernel[] = [];
  for (const width of widths) {
    const described = finiteOf(network, width, 2);
    const scale = learningRateOf(network, width) / learningRateOf(network);
    for (let member = 0; member < count; member++) {
      const parameters = initialise(described, { seed: seed + member });
      const kernels = { on, network: described, parameters, x1: inputsAt(radius, [0]), x2: inputsAt(radius, angles), signal };
      const { ntk } = await evaluateEmpirical({ ...kernels, outputs: "trace" });
      if (ntk !== undefined) found.push({ width, ntk: ntk.data.map((value) => scale * value) });
      report([...found]);
    }
  }
  return found as readonly FiniteKernel[];
}
