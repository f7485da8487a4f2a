import { lookUp, Unsupported, zeros } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import type { KernelName, Problem, Reason } from "@ntkit/solvers";
import type { ExperimentPlugins } from "./plugins.ts";
import type { Experiment } from "./schema.ts";

/** Whether whole covariances are wanted of a solver, whose wish for a spread is named `uncertainty`. */
export function asksForCovariances(solver: object): boolean {
  return "uncertainty" in solver && solver.uncertainty === "covariances";
}

/**
 * The kernels that the solver needs: it is asked what it can solve, with one training and one test sample, from one
 * kernel to both. Throws Unsupported, before any kernel is computed, if it cannot solve problems of this kind.
 */
export function neededKernels(
  { kernel, solver }: Experiment,
  plugins: ExperimentPlugins,
  loss: ChosenLoss,
  outputs: number,
  covariances: boolean,
): readonly KernelName[] {
  const chosen = lookUp(plugins.solvers, solver.kind, "solver", "solver.kind");
  const block = { train: zeros([1, 1]), cross: zeros([1, 1]), test: zeros(covariances ? [1, 1] : [1]) };
  const supports = (names: readonly KernelName[]) => {
    const problem: Problem = { loss, kernels: Object.fromEntries(names.map((name) => [name, block])), targets: zeros([1, outputs]) };
    return chosen.supports(solver, problem);
  };
  const both: readonly KernelName[] = ["nngp", "ntk"];
  const offered: (readonly KernelName[])[] = kernel === undefined ? [["nngp"], ["ntk"], both] : [["nngp"]];
  const answers = offered.map((names) => ({ names, answer: supports(names) }));
  const enough = answers.find(({ answer }) => answer === true);
  if (enough !== undefined) return enough.names;
  if (kernel !== undefined && supports(both) === true) {
    throw new Unsupported({
      path: "solver",
      problem: `it trains all weights of a network, and the kernel "${kernel.kind}" is taken for the prior of a Gaussian process`,
      remedy: 'Use {"kind": "eigen", "ensemble": "nngp"} or {"kind": "gp", "predictor": "nngp"}, or give an architecture.',
    });
  }
  const { problem, remedy } = answers[answers.length - 1].answer as Reason;
  throw new Unsupported({ path: "solver", problem: `"${solver.kind}" cannot solve this: ${problem}`, remedy });
}
