import { type Backend, epsilon, type Tensor } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import { z } from "zod";
import { type ColumnSolution, conjugateResiduals, type IterationLimits } from "../conjugate-gradient/conjugate-residuals.ts";
import { iterationReport, seenEdges } from "../conjugate-gradient/report.ts";
import { movedPrior, reducedPrior } from "../covariance.ts";
import { indefinite } from "../indefinite.ts";
import { probeEdges } from "../krylov/edges.ts";
import { outputColumn } from "../krylov/outputs.ts";
import { type SymmetricProduct, symmetricProduct } from "../krylov/product.ts";
import { defaultTolerance } from "../krylov/tolerance.ts";
import { largestVariance } from "../moments.ts";
import { blocksOf, checkProblem, startingResidual } from "../problem.ts";
import { predictEnd, type SolvedRegression } from "../regression/predict.ts";
import { checkEndOnly, kernelOf, regression, regressionConventions, regressionFields, regressionReason } from "../regression/setup.ts";
import { absoluteRidge } from "../ridge.ts";
import type { Report, Solver, Warning } from "../solver.ts";
import { insist } from "../wanted.ts";

const schema = z.strictObject({
  kind: z.literal("conjugate-gradient"),
  ...regressionFields,
  tolerance: z
    .number()
    .positive()
    .optional()
    .meta({ description: "On the residual of the linear system, relative to its right-hand side; default 1e-10, in float32 1e-5" }),
  maxIterations: z.int().positive().optional().meta({ description: "How many products with the kernel may be tried; default 10 n" }),
  rankTolerance: z.number().nonnegative().optional().meta({ description: "Eigenvalues up to this times the largest count as zero; default n ε" }),
  indefiniteTolerance: z.number().nonnegative().optional().meta({ description: "A negative eigenvalue beyond this times the largest is refused; default √ε" }),
});

export type ConjugateGradientSpec = z.infer<typeof schema>;

export interface ConjugateGradientState extends SolvedRegression {
  readonly spec: ConjugateGradientSpec;
  readonly limits: IterationLimits;
  readonly report: Report;
  readonly warnings: readonly Warning[];
  readonly held: SolvedRegression["held"] & {
    /** `Θ(x,X) (Θ + ridge)⁻¹` [m, n], where a spread is asked for. */
    readonly moves: Tensor | undefined;
  };
}

/**
 * Kernel regression, the end of training, without decomposing the kernel: the linear systems of `gp` solved by conjugate
 * residuals (conjugate-gradient/conjugate-residuals.ts), for all outputs at once. Predictors and formulas are those of `gp`; where the kernel is
 * singular it ends, as `eigen` does, at the pseudo-inverse. The report tells iterations, products, residual and condition number
 * as far as they showed; an iteration that was stopped says so and gives its best.
 *
 * Cost with k iterations: k products of the kernel with O vectors, and no memory but vectors; variances and covariances are k
 * products with m vectors in `init`, and with n vectors each time that they are asked for on the training points.
 */
export const conjugateGradient: Solver<ConjugateGradientSpec, ConjugateGradientState> = {
  kind: "conjugate-gradient",
  schema,
  example: schema.parse({ kind: "conjugate-gradient", uncertainty: "variances" }),
  references: ["Hestenes & Stiefel 1952, doi:10.6028/jres.049.044", "Stiefel 1955, doi:10.1007/BF02564330", "Saad 2003, algorithm 6.20"],
  supports: regressionReason,

  async init(on, spec, problem) {
    insist(regressionReason(spec, problem), "conjugate-gradient");
    const sizes = checkProblem(problem);
    const { train } = blocksOf(problem, kernelOf(spec));
    const ridge = absoluteRidge(spec.ridge, train);
    return on.scope(async () => {
      const { held, ...parts } = regression(on, spec, problem, sizes);
      const { dtype } = held.train;
      const product = symmetricProduct(on, held.train, ridge);
      const probe = await probeEdges(product, dtype, spec);
      if (probe.status !== "ok") return probe;
      const limits = {
        tolerance: spec.tolerance ?? defaultTolerance(dtype),
        maxIterations: spec.maxIterations ?? 10 * sizes.train,
        rankTolerance: probe.rankTolerance,
        largest: probe.largest,
        epsilon: epsilon[dtype],
      };
      const residual = startingResidual(problem);
      const outputs = Array.from({ length: sizes.outputs }, (_, output) => outputColumn(residual, output).data);
      const solutions = await conjugateResiduals(product, outputs, limits);
      const edges = seenEdges(probe, solutions);
      const allowed = (spec.indefiniteTolerance ?? Math.sqrt(epsilon[dtype])) * edges.largest;
      if (edges.smallest < -allowed) return indefinite(edges.smallest, edges.largest);
      const context = { products: product.count(), variance: largestVariance(train), side: sizes.train, dtype };
      const moves = spec.uncertainty === "none" || held.cross === undefined ? undefined : await solveRows(on, product, held.cross, limits);
      const { report, warnings } = iterationReport(solutions, edges, context);
      return {
        status: "ok",
        spec,
        ...parts,
        limits,
        report,
        warnings: [...warnings, ...stoppedRows(moves?.solutions)],
        held: { ...held, dual: on.transpose(rowsTensor(on, solutions)), moves: moves?.tensor },
        conventions: regressionConventions(on, spec, problem, { ridge, jitter: 0, dtype }),
      };
    });
  },

  async at(on, state, times, wanted) {
    checkEndOnly("conjugate-gradient", times, wanted);
    const { held, limits, conventions } = state;
    const late: Warning[] = [];
    const predictions = await predictEnd(on, state, times, wanted, state.report, state.warnings, async ({ set, cross, startCross, prior }, spread) => {
      const solved = set === "test" ? undefined : await solveRows(on, symmetricProduct(on, held.train, conventions.ridge.absolute), cross, limits);
      late.push(...stoppedRows(solved?.solutions));
      const moves = (solved?.tensor ?? held.moves) as Tensor;
      return held.startTrain !== undefined && startCross !== undefined
        ? movedPrior(on, spread, { prior, moves, cross: startCross, train: held.startTrain })
        : reducedPrior(on, spread, prior, moves, cross);
    });
    return predictions.map((prediction) => ({ ...prediction, warnings: [...prediction.warnings, ...late] }));
  },
};

/** `rows (Θ + ridge)⁻¹` [p, n], for rows [p, n]. */
async function solveRows(
  on: Backend,
  product: SymmetricProduct,
  rows: Tensor,
  limits: IterationLimits,
): Promise<{ readonly tensor: Tensor; readonly solutions: readonly ColumnSolution[] }> {
  const { data, shape } = await on.read(rows);
  const [count = 0, side = 0] = shape;
  const columns = Array.from({ length: count }, (_, row) => data.slice(row * side, (row + 1) * side));
  const solutions = await conjugateResiduals(product, columns, limits);
  return { tensor: rowsTensor(on, solutions), solutions };
}

function rowsTensor(on: Backend, solutions: readonly ColumnSolution[]): Tensor {
  const side = solutions[0].x.length;
  const data = new Float64Array(solutions.length * side);
  solutions.forEach(({ x }, row) => data.set(x, row * side));
  return on.tensor(ndArray(data, [solutions.length, side]));
}

function stoppedRows(solutions: readonly ColumnSolution[] = []): Warning[] {
  const stopped = solutions.filter(({ status }) => status === "stopped");
  if (stopped.length === 0) return [];
  const worst = stopped.reduce((most, { residual, size }) => Math.max(most, residual / size), 0);
  return [
    {
      kind: "not-converged",
      problem: `the spread of ${stopped.length} points rests on iterations that stopped with a residual of up to ${worst.toPrecision(2)}`,
      remedy: 'Raise maxIterations or the tolerance; add a ridge; or take the solver "gp" or "eigen".',
    },
  ];
}
