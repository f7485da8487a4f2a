import { linearConventions, linearReason } from "../eigen/decompose.ts";
import { flow } from "../eigen/motion.ts";
import { type Moment, predictMotions } from "../eigen/predict.ts";
import { closedTolerance, probeEdges } from "../krylov/edges.ts";
import { lanczos } from "../krylov/lanczos.ts";
import { type KrylovSpec, krylovSchema } from "../krylov/options.ts";
import { joinOutputs, outputColumn } from "../krylov/outputs.ts";
import { symmetricProduct } from "../krylov/product.ts";
import { krylovReport } from "../krylov/report.ts";
import { errorBound } from "../krylov/space.ts";
import { type KrylovState, outputSpace } from "../krylov/state.ts";
import { defaultTolerance } from "../krylov/tolerance.ts";
import { maximumLearningRate, slowestAndFastest } from "../learning-rate.ts";
import { largestVariance } from "../moments.ts";
import { blocksOf, checkProblem, startingResidual } from "../problem.ts";
import { absoluteRidge } from "../ridge.ts";
import type { Solver } from "../solver.ts";
import { checkTimes, insist } from "../wanted.ts";

/**
 * Gradient flow on a squared loss at any time, without decomposing the kernel: for each output a Krylov space of Θ and y − f_0, by Lanczos'
 * recursion, in which Θ is a small tridiagonal matrix T. The Ritz pairs of T stand for the eigenpairs in the formulas of `eigen`:
 * `f_t(x) = f_0(x) + Θ(x,X) V φ_t(T) Vᵀ (y − f_0)`, `φ_t(λ) = (1 − e^{−ηλt/Z})/λ`; one space for all times. It grows until the error on
 * the training points is at most `tolerance` at every t up to `horizon`, by a bound that holds (krylov/space.ts), and needs as many
 * vectors as the kernel has clusters of eigenvalues, or about √(ηλmax t/Z).
 *
 * Means only: a spread needs the motion of every mode. Cost with k vectors: k products of the kernel with O vectors, k² n O for
 * their orthogonality, k³ O; memory k n O.
 */
export const krylov: Solver<KrylovSpec, KrylovState> = {
  kind: "krylov",
  schema: krylovSchema,
  example: krylovSchema.parse({ kind: "krylov" }),
  references: ["Lanczos 1950, doi:10.6028/jres.045.026", "Hochbruck & Lubich 1997, doi:10.1137/S0036142995280572", "Saad 1992, doi:10.1137/0729014"],

  supports: (spec, problem) =>
    spec.uncertainty === "none"
      ? linearReason(spec, problem)
      : {
          problem: "it follows the mean along a few directions, and a spread needs the motion of every mode",
          remedy: 'Set uncertainty to "none"; or take the solver "eigen", or for t = Infinity "conjugate-gradient" or "gp".',
        },

  async init(on, spec, problem) {
    insist(krylov.supports(spec, problem), "krylov");
    const sizes = checkProblem(problem);
    const { train, cross } = blocksOf(problem, spec.ensemble);
    const ridge = absoluteRidge(spec.ridge, train);
    return on.scope(async () => {
      const kernel = on.tensor(train);
      const product = symmetricProduct(on, kernel, ridge);
      const edges = await probeEdges(product, kernel.dtype, spec);
      if (edges.status !== "ok") return edges;
      const conventions = linearConventions(on, spec, problem, { ridge, dtype: kernel.dtype });
      const { learningRate, normaliser } = conventions.dynamics;
      const tolerance = spec.tolerance ?? defaultTolerance(kernel.dtype);
      const horizon = spec.horizon === undefined ? Infinity : (spec.horizon * learningRate) / normaliser.value;
      const residual = startingResidual(problem);
      const starts = Array.from({ length: sizes.outputs }, (_, output) => outputColumn(residual, output).data);
      const bases = await lanczos(product, starts, spec.maxDimension, closedTolerance(sizes.train, kernel.dtype), (basis) => {
        return errorBound(basis, edges.rankTolerance, horizon) <= tolerance * basis.norm;
      });
      const variance = largestVariance(train);
      const context = { spec, conventions, sizes, edges, cross, largestVariance: variance };
      const spaces = [];
      for (const [output, basis] of bases.entries()) {
        const space = await outputSpace(on, basis, problem, output, context);
        if (space.status !== "ok") return space;
        spaces.push(space);
      }
      return {
        status: "ok",
        spec,
        sizes,
        conventions,
        spaces,
        edges,
        largestVariance: variance,
        tolerance,
        products: product.count(),
        // The Krylov spaces hold the modes that carry the targets: what they do not hold does not move.
        timeConstants: slowestAndFastest([edges.largest, ...spaces.flatMap((space) => [...space.modes])], conventions.dynamics),
        held: Object.fromEntries(spaces.flatMap(({ held }, output) => Object.entries(held).map(([name, tensor]) => [`${name}${output}`, tensor]))),
      };
    });
  },

  maximumLearningRate: async (_, { edges, conventions }) =>
    maximumLearningRate({ largestEigenvalue: Math.max(0, edges.largest), normaliser: conventions.dynamics.normaliser.value }),

  async at(on, state, times, wanted) {
    checkTimes(times);
    const { learningRate, normaliser } = state.conventions.dynamics;
    const byOutput = [];
    for (const space of state.spaces) {
      const moments = times.map((time): Moment => {
        const tau = (learningRate * time) / normaliser.value;
        return { time, motion: flow(space.modes, tau, learningRate / normaliser.value), ...krylovReport(state, time, tau) };
      });
      byOutput.push(await predictMotions(on, space, moments, wanted));
    }
    return joinOutputs(byOutput, state.conventions);
  },
};
