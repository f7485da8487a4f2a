import type { Backend, Trouble } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { silenceNullModes } from "../eigen/null-modes.ts";
import type { ModeBasis } from "../eigen/state.ts";
import { type Problem, type Sizes, startingFunction } from "../problem.ts";
import type { Conventions, Dynamics, Indefinite, SolverState } from "../solver.ts";
import { readSpectrum } from "../spectrum.ts";
import type { Edges } from "./edges.ts";
import type { KrylovBasis } from "./lanczos.ts";
import type { KrylovSpec } from "./options.ts";
import { outputColumn } from "./outputs.ts";
import { ritzSpace } from "./space.ts";

/** The problem of one output in its own Krylov space, and what bounds its error. */
export interface OutputSpace extends ModeBasis<KrylovSpec> {
  readonly basis: Omit<KrylovBasis, "vectors">;
}

export interface KrylovState extends SolverState {
  readonly spec: KrylovSpec;
  readonly sizes: Sizes;
  readonly conventions: Conventions & { readonly dynamics: Dynamics };
  readonly spaces: readonly OutputSpace[];
  readonly edges: Edges;
  /** The largest Θ(x,x) of the training points. */
  readonly largestVariance: number;
  /** The error allowed, relative to what there is to learn. */
  readonly tolerance: number;
  /** Products with the kernel that the spaces took: each with one vector for every output that still grew. */
  readonly products: number;
}

export async function outputSpace(
  on: Backend,
  basis: KrylovBasis,
  problem: Problem,
  output: number,
  context: {
    readonly spec: KrylovSpec;
    readonly sizes: Sizes;
    readonly conventions: Conventions & { readonly dynamics: Dynamics };
    readonly edges: Edges;
    readonly cross: NDArray | undefined;
    readonly largestVariance: number;
  },
): Promise<OutputSpace | Trouble | Indefinite> {
  const { spec, sizes, conventions, edges, cross, largestVariance } = context;
  const space = await ritzSpace(on, basis, sizes.train);
  if (space.status !== "ok") return space;
  const { vectors, residual } = space;
  const reading = readSpectrum(space.values, {
    ridge: 0,
    dtype: conventions.dtype,
    rankTolerance: 0,
    indefiniteTolerance: spec.indefiniteTolerance,
  });
  if (reading.status !== "ok") return reading;
  const tolerance = Math.max(edges.rankTolerance, reading.spectrum.rankTolerance);
  const modes = reading.modes.map((mode) => (mode > tolerance ? mode : 0));
  const test =
    cross === undefined
      ? { weights: undefined, contradiction: 0 }
      : await silenceNullModes(on, on.matmul(on.tensor(cross), vectors), { modes, tolerance, cross, largestVariance });
  const start = startingFunction(problem, sizes);
  return {
    status: "ok",
    spec,
    conventions,
    sizes: { ...sizes, outputs: 1 },
    modes,
    basis: { diagonal: basis.diagonal, offDiagonal: basis.offDiagonal, norm: basis.norm, closed: basis.closed },
    targets: outputColumn(problem.targets, output),
    start: { train: outputColumn(start.train, output), test: outputColumn(start.test, output) },
    largestPrior: { train: 0, test: 0 },
    contradiction: test.contradiction,
    held: { vectors, residual, weights: test.weights, prior: undefined, covariance: undefined, cross: undefined },
  };
}
