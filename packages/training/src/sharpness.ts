import type { FiniteNetwork, Tensors } from "@ntkit/architectures";
import type { Backend, Tensor } from "@ntkit/backend";
import { type NDArray, ndArray, random, zeros } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import type { Samples } from "./data.ts";
import { cotangent, networkModel, presented } from "./model.ts";

export interface SharpnessOptions {
  /** Of the first so many training samples; the normaliser shrinks with them. Default 512. */
  readonly samples?: number | undefined;
  /** Stops where the estimate can be off by this, relatively; default 1e-6. */
  readonly tolerance?: number | undefined;
  /** At most so many products; default 60. */
  readonly products?: number | undefined;
}

/** What is looked at: a network as it is trained, at parameters. */
export interface Curved {
  readonly on: Backend;
  readonly network: FiniteNetwork;
  readonly outputScale: number;
  readonly loss: ChosenLoss;
  readonly parameters: Tensors;
  readonly samples: Samples;
  /** Outputs at the start, where outputs are counted from there. */
  readonly origin: Tensor | undefined;
}

export interface Sharpness {
  readonly value: number;
  /** Bound on the error of `value`. */
  readonly error: number;
  /** How many training samples it is of. */
  readonly samples: number;
}

/**
 * The largest eigenvalue of the Gauss–Newton matrix `Jᵀ H J/Z` of the loss, which is that of `H^½ Θ H^½/Z`: Θ the empirical NTK of the outputs as
 * they are trained, H the Hessian of the loss by outputs (weights of samples included). On a squared loss H = 1: the largest eigenvalue of Θ/Z. It
 * is the curvature along which a step of gradient descent first overshoots, but for what the network itself curves.
 *
 * By Lanczos' recursion on `ΘH/Z`, self-adjoint in the inner product of H, with products `J (Jᵀ v)`: Θ is never formed. All vectors are kept
 * orthogonal. Undefined for a loss without a Hessian.
 */
export async function sharpnessAt(curved: Curved, { samples = 512, tolerance = 1e-6, products = 60 }: SharpnessOptions = {}): Promise<Sharpness | undefined> {
  const { on, loss } = curved;
  const { hessian } = loss;
  if (hessian === undefined) return undefined;
  const count = Math.min(samples, curved.samples.count);
  return on.scope(async () => {
    const first = (tensor: Tensor) => (count === curved.samples.count ? tensor : on.slice(tensor, 0, count));
    const [x, y] = [first(curved.samples.x), first(curved.samples.y)];
    const origin = curved.origin && first(curved.origin);
    const outputs = await networkModel(on, curved.network, curved.outputScale).outputs(curved.parameters, { x, origin, seed: 0 });
    const blocks = await on.read(hessian.at(on, outputs, y));
    const weighted = weightedHessian(blocks, outputs.shape, curved.samples.weights);
    const normaliser = (curved.samples.normaliser * count) / curved.samples.count;
    const product = await ntkProduct(curved, x, outputs, 1 / normaliser);
    return { ...(await largestEigenvalue(on, weighted, product, outputs.shape, { tolerance, products })), samples: count };
  });
}

type Apply = (v: Float64Array) => Float64Array;

/** `v ↦ H v` for v [n·O]. */
function weightedHessian({ data, shape }: NDArray, [n = 0, outputs = 0]: readonly number[], weights: NDArray | undefined): Apply {
  const weight = (sample: number) => weights?.data[sample] ?? 1;
  if (shape.length === 2) return (v) => v.map((value, i) => weight(Math.floor(i / outputs)) * data[i] * value);
  return (v) => {
    const result = new Float64Array(n * outputs);
    for (let row = 0; row < n * outputs; row++) {
      const sample = Math.floor(row / outputs);
      for (let o = 0; o < outputs; o++) result[row] += weight(sample) * data[row * outputs + o] * v[sample * outputs + o];
    }
    return result;
  };
}

/** `v ↦ scale · α² J Jᵀ v` for v [n·O]. */
async function ntkProduct({ on, network, outputScale, parameters }: Curved, x: Tensor, outputs: Tensor, scale: number) {
  const point = await network.at(on, parameters, x);
  const alpha = outputScale * Math.sqrt(scale);
  return (v: Float64Array): Promise<Float64Array> =>
    on.scope(async () => {
      const dy = on.tensor(ndArray(v, outputs.shape), outputs.dtype);
      const direction = await point.grad(cotangent(on, dy, alpha, network.output));
      const { derivative } = await network.push(on, parameters, x, { parameters: direction });
      return derivative === undefined ? new Float64Array(v.length) : (await on.read(presented(on, derivative, alpha, undefined))).data;
    });
}

async function largestEigenvalue(
  on: Backend,
  hessian: Apply,
  product: (v: Float64Array) => Promise<Float64Array>,
  [n = 0, outputs = 0]: readonly number[],
  { tolerance, products }: { readonly tolerance: number; readonly products: number },
): Promise<{ readonly value: number; readonly error: number }> {
  const size = n * outputs;
  const { normal } = random(0);
  const vectors: Float64Array[] = [];
  const images: Float64Array[] = [];
  const [diagonal, below]: [number[], number[]] = [[], []];
  let found = { value: 0, error: 0 };
  let next: Float64Array = Float64Array.from({ length: size }, () => normal());
  for (let k = 0; k < Math.min(products, size); k++) {
    const image = hessian(next);
    const norm = Math.sqrt(Math.max(0, dot(next, image)));
    if (k > 0) {
      found = { ...(await ritzValue(on, diagonal, below, norm)) };
      if (found.error <= tolerance * found.value) return found;
      below.push(norm);
    }
    if (!(norm > 0)) return found;
    vectors.push(next.map((value) => value / norm));
    images.push(image.map((value) => value / norm));
    const moved = await product(images[k]);
    diagonal.push(dot(moved, images[k]));
    for (let pass = 0; pass < 2; pass++) for (const [i, vector] of vectors.entries()) subtract(moved, vector, dot(moved, images[i]));
    next = moved;
  }
  return ritzValue(on, diagonal, below, Math.sqrt(Math.max(0, dot(next, hessian(next)))));
}

/** The largest eigenvalue of the tridiagonal matrix so far, and how far it can be off: the last entry of its vector times what comes next. */
async function ritzValue(on: Backend, diagonal: readonly number[], below: readonly number[], rest: number): Promise<{ value: number; error: number }> {
  const k = diagonal.length;
  const matrix = zeros([k, k]);
  for (let i = 0; i < k; i++) {
    matrix.data[i * k + i] = diagonal[i];
    if (i > 0) matrix.data[i * k + i - 1] = matrix.data[(i - 1) * k + i] = below[i - 1];
  }
  const solver = on.host ?? on;
  return solver.scope(async () => {
    const result = await solver.eigh(solver.tensor(matrix));
    if (result.status !== "ok") return { value: Number.NaN, error: Number.NaN };
    const [values, vectors] = [await solver.read(result.values), await solver.read(result.vectors)];
    return { value: values.data[k - 1], error: rest * Math.abs(vectors.data[k * k - 1]) };
  });
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

function subtract(from: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < from.length; i++) from[i] -= factor * vector[i];
}
