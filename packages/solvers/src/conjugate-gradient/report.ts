import { type Dtype, epsilon } from "@ntkit/backend";
import type { Edges } from "../krylov/edges.ts";
import { edges as ritzEdges } from "../krylov/tridiagonal.ts";
import type { Reason, Report, Warning } from "../solver.ts";
import type { ColumnSolution } from "./conjugate-residuals.ts";

const method = { name: "conjugate-residuals", reason: "the end of training is one linear system, which products with the kernel solve" };

/** The edges of the spectrum by all that an iteration saw of it: bounds from inside. */
export function seenEdges(probe: Edges, solutions: readonly ColumnSolution[]): Edges {
  const found = solutions.filter(({ ritz }) => ritz.diagonal.length > 0).map(({ ritz }) => ritzEdges(ritz));
  const lowest = solutions.map(({ lowest }) => lowest);
  return {
    ...probe,
    smallest: Math.min(probe.smallest, ...lowest, ...found.map(({ smallest }) => smallest)),
    largest: Math.max(probe.largest, ...found.map(({ largest }) => largest)),
  };
}

/**
 * How good solutions of `A x = b` are: a residual ρ moves predictions on training points by at most ρ, on others by at most
 * `√Θ(x,x)/√μmin ρ`, as `|Θ(x,X) A⁻¹ r| ≤ √Θ(x,x) |A^-½ r|`; of a least-squares solution ρ is what A still sees, `|A r|/μmin`. μmin is
 * the smallest eigenvalue that showed, so this is an estimate, and so is the condition number, from below.
 */
export function iterationReport(
  solutions: readonly ColumnSolution[],
  { smallest, largest, rankTolerance }: Edges,
  { products, variance, side, dtype }: { readonly products: number; readonly variance: number; readonly side: number; readonly dtype: Dtype },
): { readonly report: Report; readonly warnings: readonly Warning[] } {
  const worst = solutions.reduce((most, { residual, size }) => Math.max(most, size === 0 ? 0 : residual / size), 0);
  const stopped = solutions.some(({ status }) => status === "stopped");
  const positive = solutions.flatMap(({ ritz }) => (ritz.diagonal.length > 0 ? [ritzEdges(ritz).smallest] : [])).filter((value) => value > rankTolerance);
  const least = smallest > rankTolerance ? smallest : Math.min(largest, ...positive);
  const left = solutions.map(({ status, residual, unseen }) => (status === "least-squares" ? unseen / least : residual));
  const size = solutions.reduce((most, column) => Math.max(most, column.size), 0);
  const rounding = epsilon[dtype] * (side + largest / least) * size;
  const trouble: Reason = {
    problem: `the iteration stopped with a residual of ${worst.toPrecision(2)} of what there is to learn, more than the tolerance`,
    remedy: 'Raise maxIterations or the tolerance; add a ridge; or take the solver "gp" or "eigen".',
  };
  return {
    report: {
      status: stopped ? "no-convergence" : "ok",
      ...(stopped ? { trouble } : {}),
      reached: Infinity,
      method,
      steps: solutions.reduce((most, { iterations }) => Math.max(most, iterations), 0),
      rejected: 0,
      evaluations: products,
      errorEstimate: largest > 0 ? Math.max(...left) * Math.max(1, Math.sqrt(variance / least)) + rounding : 0,
      conditionNumber: smallest > rankTolerance && !solutions.some(({ status }) => status === "least-squares") ? largest / smallest : Infinity,
    },
    warnings: stopped ? [{ kind: "not-converged", ...trouble }] : [],
  };
}
