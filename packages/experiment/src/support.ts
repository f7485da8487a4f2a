import { lookUp, parse, Unsupported, zeros } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import type { KernelName, Problem, Reason, SolverRegistry, SolverSpec } from "@ntkit/solvers";

/** Whether whole covariances are wanted of a solver, whose wish for a spread is named `uncertainty`. */
export function asksForCovariances(solver: object): boolean {
  return "uncertainty" in solver && solver.uncertainty === "covariances";
}

/** What is to be learnt, before there are kernels. */
export interface LearningTask {
  readonly loss: ChosenLoss;
  readonly samples: number;
  readonly outputs: number;
  /** The kind of a kernel that is not a network's. */
  readonly classical?: string | undefined;
}

/**
 * The kernels that a solver needs: it is asked what it can solve, with kernels of one training and one test sample, from one
 * kernel to both. Throws Unsupported, before any kernel is computed, if it cannot solve problems of this kind.
 */
export function neededKernels(spec: SolverSpec, solvers: SolverRegistry, { loss, samples, outputs, classical }: LearningTask): readonly KernelName[] {
  const chosen = lookUp(solvers, spec.kind, "solver", "solver.kind");
  const solver = parse(chosen.schema, spec, "solver");
  const block = { train: zeros([1, 1]), cross: zeros([1, 1]), test: zeros(asksForCovariances(solver) ? [1, 1] : [1]) };
  const supports = (names: readonly KernelName[]) => {
    const problem: Problem = { loss, kernels: Object.fromEntries(names.map((name) => [name, block])), targets: zeros([samples, outputs]) };
    return chosen.supports(solver, problem);
  };
  const both: readonly KernelName[] = ["nngp", "ntk"];
  const offered: (readonly KernelName[])[] = classical === undefined ? [["nngp"], ["ntk"], both] : [["nngp"]];
  const answers = offered.map((names) => ({ names, answer: supports(names) }));
  const enough = answers.find(({ answer }) => answer === true);
  if (enough !== undefined) return enough.names;
  if (classical !== undefined && supports(both) === true) {
    throw new Unsupported({
      path: "solver",
      problem: `it trains all weights of a network, and the kernel "${classical}" is taken for the prior of a Gaussian process`,
      remedy: 'Use {"kind": "eigen", "ensemble": "nngp"} or {"kind": "gp", "predictor": "nngp"}, or give an architecture.',
    });
  }
  const { problem, remedy } = answers[answers.length - 1].answer as Reason;
  throw new Unsupported({ path: "solver", problem: `"${spec.kind}" cannot solve this: ${problem}`, remedy });
}
