import { type KernelTrace, traceKernel } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { type NDArray, NtkitError, sizeOf, Unsupported } from "@ntkit/core";
import { evaluateKernel, type OutputAxes } from "@ntkit/kernels";
import { formatNumber } from "../report/summary.ts";
import type { EmpiricalInputs } from "./empirical-inputs.ts";
import { meanOverOutputs } from "./empirical-summary.ts";

/**
 * How far kernels of finite width, their mean over outputs, are from those of the infinitely wide network:
 * `‖Θ̂ − Θ‖_F/‖Θ‖_F`, label and value; or why there are none.
 */
export async function againstAnalytic(
  on: Backend,
  { network, x1, x2 }: EmpiricalInputs,
  kernels: Readonly<Record<string, NDArray>>,
  axes: OutputAxes,
): Promise<readonly (readonly [string, string])[]> {
  const trace = analyticTrace(network.architecture, x1.shape.slice(1));
  if (trace instanceof NtkitError) return [["analytic kernel", `none: ${trace.message}`]];
  const { matrices, trouble } = await evaluateKernel(on, trace, x1, x2);
  if (trouble !== undefined) return [["analytic kernel", `none: ${trouble.problem}`]];
  return Object.entries(kernels).map(([kind, kernel]) => {
    const difference = relativeDifference(meanOverOutputs(kernel, axes, sizeOf(network.output)), matrices[kind as "ntk" | "nngp"].data);
    return [`${kind} against analytic`, `relative difference ${formatNumber(difference, 3)} (Frobenius norm, mean over outputs)`];
  });
}

function analyticTrace(architecture: EmpiricalInputs["network"]["architecture"], sample: readonly number[]): KernelTrace | NtkitError {
  try {
    return traceKernel(architecture, ["ntk", "nngp"], sample);
  } catch (error) {
    if (error instanceof Unsupported) return error;
    throw error;
  }
}

function relativeDifference(found: Float64Array, expected: Float64Array): number {
  const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
  const difference = norm(found.map((value, i) => value - expected[i]));
  return difference === 0 ? 0 : difference / norm(expected);
}
