import type { Backend, Trouble } from "@ntkit/backend";
import { InvalidInput, type NDArray, ndArray, random, show, Unsupported } from "@ntkit/core";
import { scaleColumns, vector } from "../arrays.ts";
import { blocksOf, checkProblem, type KernelName, type Problem, type Sizes } from "../problem.ts";
import type { Indefinite } from "../solver.ts";
import { readSpectrum } from "../spectrum.ts";

/** Functions drawn at random, on training and test points together. */
export interface FunctionSamples {
  /** [count, n, O]. */
  readonly train: NDArray;
  /** [count, m, O]. */
  readonly test: NDArray;
}

export interface PriorOptions {
  /** The same seed gives the same samples; more of them begin with the same ones. */
  readonly seed: number;
  readonly count: number;
  /** Default: nngp, networks at initialisation. */
  readonly prior?: KernelName;
}

/**
 * Draws `f ~ N(0, K)` on training and test points jointly, outputs independent, as infinitely wide networks start: `f = √K z` with
 * `√K = Q √λ Qᵀ` for `K = Q λ Qᵀ` and z standard normal. That root exists for any positive semidefinite K, so nothing is added to its
 * diagonal; eigenvalues that are rounding errors count as 0, and one that is clearly negative is a value with its size. It does not depend
 * on the signs of eigenvectors and follows K continuously: a seed gives the same functions on every backend, and kernels that are close
 * give functions that are close. Cost (n + m)³.
 *
 * Throws Unsupported where the kernel between the test points is not given in full.
 */
export async function samplePrior(
  on: Backend,
  problem: Problem,
  { seed, count, prior = "nngp" }: PriorOptions,
): Promise<(FunctionSamples & { readonly status: "ok" }) | Trouble | Indefinite> {
  if (!Number.isInteger(count) || count < 1) {
    throw new InvalidInput({ path: "count", problem: "expected a whole number of samples from 1", found: show(count), remedy: "Give how many to draw." });
  }
  const sizes = checkProblem(problem);
  const points = sizes.train + sizes.test;
  const normals = drawNormals(seed, count, points, sizes.outputs);
  return on.scope(async () => {
    const eigh = await on.eigh(on.tensor(jointKernel(problem, prior, sizes)));
    if (eigh.status !== "ok") return eigh;
    const reading = readSpectrum((await on.read(eigh.values)).data, { ridge: 0, dtype: eigh.vectors.dtype });
    if (reading.status !== "ok") return reading;
    const root = on.matmul(scaleColumns(on, eigh.vectors, vector(on, reading.modes.map(Math.sqrt))), eigh.vectors, { transposeB: true });
    const drawn = (await on.read(on.matmul(on.tensor(normals), root))).data;
    return { status: "ok", ...split(drawn, count, sizes) };
  });
}

/** [count · O, points], sample by sample. */
function drawNormals(seed: number, count: number, points: number, outputs: number): NDArray {
  const source = random(seed);
  return ndArray(
    Float64Array.from({ length: count * outputs * points }, () => source.normal()),
    [count * outputs, points],
  );
}

/** The kernel of training points and test points together [n + m, n + m]. */
function jointKernel(problem: Problem, prior: KernelName, { train: n, test: m }: Sizes): NDArray {
  const { train, cross, test } = blocksOf(problem, prior);
  if (m > 0 && (cross === undefined || test?.shape.length !== 2)) {
    throw new Unsupported({
      path: `kernels.${prior}.test`,
      problem: "samples on test points need their kernel with one another in full",
      remedy: `Compute kernels.${prior}.cross [m, n] and kernels.${prior}.test [m, m], or leave the test points out.`,
    });
  }
  const size = n + m;
  const at = (i: number, j: number): number => {
    if (i < n) return j < n ? train.data[i * n + j] : (cross as NDArray).data[(j - n) * n + i];
    return j < n ? (cross as NDArray).data[(i - n) * n + j] : (test as NDArray).data[(i - n) * m + (j - n)];
  };
  return ndArray(
    Float64Array.from({ length: size * size }, (_, place) => at(Math.floor(place / size), place % size)),
    [size, size],
  );
}

/** From [count · O, n + m] to [count, n, O] and [count, m, O]. */
function split(drawn: Float64Array, count: number, { train: n, test: m, outputs }: Sizes): FunctionSamples {
  const part = (from: number, points: number) =>
    ndArray(
      Float64Array.from({ length: count * points * outputs }, (_, place) => {
        const [sample, point, output] = [Math.floor(place / (points * outputs)), Math.floor(place / outputs) % points, place % outputs];
        return drawn[(sample * outputs + output) * (n + m) + from + point];
      }),
      [count, points, outputs],
    );
  return { train: part(0, n), test: part(n, m) };
}
