import type { Backend, Tensor } from "@ntkit/backend";
import { z } from "zod";
import { movedPrior, reducedPrior, type Spread } from "../covariance.ts";
import { choleskyWithJitter, jitterSchema } from "../jitter.ts";
import { probeEdges } from "../krylov/edges.ts";
import { symmetricProduct } from "../krylov/product.ts";
import { blocksOf, checkProblem, startingResidual } from "../problem.ts";
import { type Points, predictEnd, type SolvedRegression } from "../regression/predict.ts";
import { checkEndOnly, kernelOf, regression, regressionConventions, regressionFields, regressionReason } from "../regression/setup.ts";
import { absoluteRidge } from "../ridge.ts";
import type { Report, Solver } from "../solver.ts";
import { insist } from "../wanted.ts";

const schema = z.strictObject({ kind: z.literal("gp"), ...regressionFields, jitter: jitterSchema.optional() });

export type GpSpec = z.infer<typeof schema>;

export interface GpState extends SolvedRegression {
  readonly spec: GpSpec;
  /** Of the kernel with its ridge and jitter, from below: `(max L_ii/min L_ii)²`. */
  readonly conditionNumber: number;
  readonly held: SolvedRegression["held"] & {
    /** L of `Θ + ridge = L Lᵀ` [n, n]. */
    readonly factor: Tensor;
  };
}

const factorisation = { name: "cholesky", reason: "the end of training is one linear system" };

/**
 * Kernel regression by Cholesky: mean `f_0(x) + Θ(x,X) (Θ + ridge)⁻¹ (y − f_0)`, Θ the NNGP kernel for the predictor `nngp`.
 * Covariance of `nngp` and `ntkgp`: the posterior `Θ** − Θ(*,X) (Θ + ridge)⁻¹ Θ(X,*)` of the function, noise not added;
 * of `ntk`: that of the ensemble of trained networks (see `eigen`), at t = ∞. On the training points, the function there.
 * A kernel that is singular is a value with the pivot where that showed, one that is indefinite a value with its smallest eigenvalue.
 * Cost: `init` n³/3; a mean (n + m) n O,
 * variances (n + m) n², covariances (n² + m²) n more.
 */
export const gp: Solver<GpSpec, GpState> = {
  kind: "gp",
  schema,
  example: schema.parse({ kind: "gp", uncertainty: "variances" }),
  references: ["Lee et al. 2018, arXiv:1711.00165, eqs. 8–9", "Lee et al. 2019, arXiv:1902.06720, eq. 16", "He et al. 2020, arXiv:2007.05864"],

  supports: regressionReason,

  async init(on, spec, problem) {
    insist(regressionReason(spec, problem), "gp");
    const sizes = checkProblem(problem);
    const { train } = blocksOf(problem, kernelOf(spec));
    const ridge = absoluteRidge(spec.ridge, train);
    return on.scope(async () => {
      const cholesky = await choleskyWithJitter(on, train, ridge, spec.jitter);
      if (cholesky.status !== "ok") {
        // A kernel that is clearly no covariance is told from one that is singular by its smallest eigenvalue.
        const kernel = on.tensor(train);
        const edges = await probeEdges(symmetricProduct(on, kernel, ridge), kernel.dtype, {});
        return edges.status === "ok" ? cholesky : edges;
      }
      const { factor, jitter } = cholesky;
      const pivots = (await on.read(on.diagonal(factor))).data;
      const conditionNumber = (Math.max(...pivots) / Math.min(...pivots)) ** 2;
      const { held, ...parts } = regression(on, spec, problem, sizes);
      const dual = on.choleskySolve(factor, on.tensor(startingResidual(problem)));
      const conventions = regressionConventions(on, spec, problem, { ridge, jitter, dtype: factor.dtype });
      return { status: "ok", spec, ...parts, conditionNumber, held: { ...held, factor, dual }, conventions };
    });
  },

  async at(on, state, times, wanted) {
    checkEndOnly("gp", times, wanted);
    const { conditionNumber } = state;
    const counts = { steps: 0, rejected: 0, evaluations: 0 };
    const report: Report = { status: "ok", reached: Infinity, method: factorisation, ...counts, errorEstimate: null, conditionNumber };
    return predictEnd(on, state, times, wanted, report, [], (points, spread) => covariance(on, state.held, points, spread));
  },
};

function covariance(on: Backend, { factor, startTrain }: GpState["held"], { cross, startCross, prior }: Points & { prior: Tensor }, spread: Spread): Tensor {
  const columns = on.transpose(cross);
  if (startTrain !== undefined && startCross !== undefined) {
    const moves = on.transpose(on.choleskySolve(factor, columns));
    return movedPrior(on, spread, { prior, moves, cross: startCross, train: startTrain });
  }
  const half = on.transpose(on.triangularSolve(factor, columns));
  return reducedPrior(on, spread, prior, half, half);
}
