import { lookUp, Unsupported, zeros } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import type { KernelName, Problem } from "@ntkit/solvers";
import type { ExperimentPlugins } from "./plugins.ts";
import type { Experiment } from "./schema.ts";

/**
 * Throws Unsupported, before any kernel is computed, unless the solver can solve problems of this kind: it is asked
 * with one training and one test sample.
 */
export function requireSupport({ kernel, solver }: Experiment, plugins: ExperimentPlugins, loss: ChosenLoss, outputs: number, covariances: boolean): void {
  const chosen = lookUp(plugins.solvers, solver.kind, "solver", "solver.kind");
  const outline = (names: readonly KernelName[]): Problem => {
    const block = { train: zeros([1, 1]), cross: zeros([1, 1]), test: zeros(covariances ? [1, 1] : [1]) };
    return { loss, kernels: Object.fromEntries(names.map((name) => [name, block])), targets: zeros([1, outputs]) };
  };
  const reason = chosen.supports(solver, outline(kernel === undefined ? ["nngp", "ntk"] : ["nngp"]));
  if (reason === true) return;
  const lacksTangents = kernel !== undefined && chosen.supports(solver, outline(["nngp", "ntk"])) === true;
  throw new Unsupported({
    path: "solver",
    problem: lacksTangents
      ? `it trains all weights of a network, and the kernel "${kernel.kind}" belongs to none`
      : `"${solver.kind}" cannot solve this: ${reason.problem}`,
    remedy: lacksTangents ? 'Use {"kind": "eigen", "ensemble": "nngp"} or {"kind": "gp", "predictor": "nngp"}, or give an architecture.' : reason.remedy,
  });
}
