import type { Backend, Tensor } from "@ntkit/backend";
import { type NDArray, ndArray, ShapeMismatch } from "@ntkit/core";

export interface ExactGramOptions {
  /** Slices a number is cut into, at most. Default: as many as hold a float64. */
  readonly slices?: number;
}

/** So many features at a time leave at least 6 bits to a slice. */
const featuresAtOnce = 4096;

/**
 * `scale · x1 x2ᵀ` in float64 by products of a float32 backend; with x2 null of x1 with itself.
 *
 * Every row is divided by a power of two and cut into slices of `b = ⌊(24 − log₂ d)/2⌋` bits. Sums of d products of two
 * such integers stay within 2²⁴, so float32 has no rounding to do, whatever the order: the products of slices are
 * exact, and are added in float64 on this side. What is left out is below `slices · 2^(−b·slices)` times
 * `d · max|x1ᵢ| · max|x2ⱼ|`; by default that is 2⁻⁵⁴, and nothing at all where numbers have few bits, as pixels do.
 * It takes about `slices²/2` products (36 for d = 784). Ozaki, Ogita, Oishi, Rump: Numer. Algorithms 59 (2012).
 * Products of equal weight are added as integers, without rounding: an entry depends on its two rows alone, to the last bit.
 *
 * `on` must multiply in true float32. Throws ShapeMismatch if the rows differ in length.
 */
export async function exactGram(on: Backend, x1: NDArray, x2: NDArray | null, scale: number, options: ExactGramOptions = {}): Promise<NDArray> {
  const [n, d] = x1.shape;
  const m = (x2 ?? x1).shape[0];
  if (x1.shape.length !== 2 || (x2 ?? x1).shape[1] !== d) {
    throw new ShapeMismatch({
      path: "exactGram",
      problem: "expected two matrices with rows of one length",
      found: [x1, x2 ?? x1].map(({ shape }) => `[${shape.join(", ")}]`).join(" and "),
      remedy: "Give both sets of inputs the same number of features.",
    });
  }
  const scales1 = rowScales(x1);
  const scales2 = x2 === null ? scales1 : rowScales(x2);
  const total = new Float64Array(n * m);
  for (const part of partsOf(d, options)) {
    const left = slicesOf(x1, scales1, part);
    const right = x2 === null ? null : slicesOf(x2, scales2, part);
    await addProducts(on, left, right, part, total, [n, m]);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) total[i * m + j] *= scale * (scales1[i] * scales2[j]);
  return ndArray(total, [n, m]);
}

/** The diagonal of `exactGram` of x with itself [n], to the last bit, by loops over the same slices. */
export function exactGramDiagonal(x: NDArray, scale: number): NDArray {
  const [n, d] = x.shape;
  const scales = rowScales(x);
  const total = new Float64Array(n);
  for (const part of partsOf(d, {})) {
    const width = part.to - part.from;
    const slices = slicesOf(x, scales, part).map(({ data }) => data);
    for (const { weight, pairs } of ordersOf(slices.length, slices.length, part)) {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (const [p, q] of pairs) {
          if (p > q) continue;
          const times = p < q ? 2 : 1;
          for (let k = i * width; k < (i + 1) * width; k++) sum += times * slices[p][k] * slices[q][k];
        }
        total[i] += weight * sum;
      }
    }
  }
  for (let i = 0; i < n; i++) total[i] *= scale * (scales[i] * scales[i]);
  return ndArray(total, [n]);
}

/** Some features, the bits that a slice of them may have, and how many slices there are at most. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly bits: number;
  readonly most: number;
}

function partsOf(d: number, { slices }: ExactGramOptions): Part[] {
  return Array.from({ length: Math.ceil(d / featuresAtOnce) }, (_, k) => {
    const [from, to] = [k * featuresAtOnce, Math.min(d, (k + 1) * featuresAtOnce)];
    const bits = Math.floor((24 - Math.log2(to - from)) / 2);
    return { from, to, bits, most: slices ?? Math.ceil(56 / bits) };
  });
}

/** The pairs of slices whose products are kept, by their weight, the smallest first. */
const ordersOf = (rows: number, columns: number, { bits, most }: Part) =>
  Array.from({ length: Math.min(most, rows + columns - 1) }, (_, order) => ({
    weight: 2 ** (-bits * (order + 2)),
    pairs: Array.from({ length: order + 1 }, (_, p) => [p, order - p] as const).filter(([p, q]) => p < rows && q < columns),
  })).reverse();

/** Adds the products of slices to `total`. */
async function addProducts(
  on: Backend,
  left: readonly NDArray<Float32Array>[],
  right: readonly NDArray<Float32Array>[] | null,
  part: Part,
  total: Float64Array,
  [n, m]: readonly [number, number],
): Promise<void> {
  await on.scope(async () => {
    const rows = left.map((slice) => on.tensor(slice, "float32"));
    const columns = (right ?? left).map((slice, k) => on.transpose(right === null ? rows[k] : on.tensor(slice, "float32")));
    for (const { weight, pairs } of ordersOf(rows.length, columns.length, part)) {
      // Integers below 2⁵³: their sum is exact in any order.
      const sum = new Float64Array(n * m);
      for (const [p, q] of pairs) {
        // The product of slices q and p is the transpose of that of p and q; half of that of p and p is exact as well.
        if (right === null && p > q) continue;
        const values = await productOf(on, rows[p], columns[q]);
        const share = right === null && p === q ? 0.5 : 1;
        for (let at = 0; at < sum.length; at++) sum[at] += share * values[at];
      }
      if (right === null) addTranspose(sum, n);
      for (let at = 0; at < sum.length; at++) total[at] += weight * sum[at];
    }
  });
}

/** Adds to a square matrix its transpose, in squares that stay in the cache. */
function addTranspose(a: Float64Array, n: number): void {
  const side = 16;
  for (let i0 = 0; i0 < n; i0 += side) {
    for (let j0 = i0; j0 < n; j0 += side) {
      const [i1, j1] = [Math.min(n, i0 + side), Math.min(n, j0 + side)];
      for (let i = i0; i < i1; i++) {
        for (let j = Math.max(i, j0); j < j1; j++) {
          const both = a[i * n + j] + a[j * n + i];
          a[i * n + j] = both;
          a[j * n + i] = both;
        }
      }
    }
  }
}

const productOf = (on: Backend, a: Tensor, b: Tensor): Promise<Float64Array> => on.scope(async () => (await on.read(on.matmul(a, b))).data);

/** For every row a power of two that is no less than any of its numbers (or by a rounding: slices have room for it). */
function rowScales({ data, shape: [n, d] }: NDArray): Float64Array {
  const scales = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let largest = 0;
    for (let k = i * d; k < (i + 1) * d; k++) largest = Math.max(largest, Math.abs(data[k]));
    scales[i] = largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(largest));
  }
  return scales;
}

/** Integers `v_p` with `x = scale · Σ_p v_p 2^(−bits (p + 1))`, until nothing is left or `most` are made. */
function slicesOf({ data, shape: [n, d] }: NDArray, scales: Float64Array, { from, to, bits, most }: Part): NDArray<Float32Array>[] {
  const width = to - from;
  const rest = new Float64Array(n * width);
  for (let i = 0; i < n; i++) for (let k = 0; k < width; k++) rest[i * width + k] = data[i * d + from + k] / scales[i];
  const slices: NDArray<Float32Array>[] = [];
  for (let p = 1, left = true; p <= most && left; p++) {
    const unit = 2 ** (-bits * p);
    const slice = new Float32Array(n * width);
    left = false;
    for (let at = 0; at < rest.length; at++) {
      slice[at] = Math.round(rest[at] / unit);
      rest[at] -= slice[at] * unit;
      left ||= rest[at] !== 0;
    }
    slices.push(ndArray(slice, [n, width]));
  }
  return slices;
}
