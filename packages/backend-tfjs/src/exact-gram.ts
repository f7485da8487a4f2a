import type { Backend, Tensor } from "@ntkit/backend";
import { type NDArray, ndArray, ShapeMismatch } from "@ntkit/core";

export interface ExactGramOptions {
  /** Slices a number is cut into, at most. Default: as many as hold a float64. */
  readonly slices?: number;
}

/** So many features at a time leave at least 6 bits to a slice. */
const featuresAtOnce = 4096;

/**
 * `scale · x1 x2ᵀ` in float64 by products of a float32 backend; with x2 null of x1 with itself, exactly symmetric.
 *
 * Every row is divided by a power of two and cut into slices of `b = ⌊(24 − log₂ d)/2⌋` bits. Sums of d products of two
 * such integers stay within 2²⁴, so float32 has no rounding to do, whatever the order: the products of slices are
 * exact, and are added in float64 on this side. What is left out is below `slices · 2^(−b·slices)` times
 * `d · max|x1ᵢ| · max|x2ⱼ|`; by default that is 2⁻⁵⁴, and nothing at all where numbers have few bits, as pixels do.
 * It takes about `slices²/2` products (36 for d = 784). Ozaki, Ogita, Oishi, Rump: Numer. Algorithms 59 (2012).
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
  const [scales1, scales2] = [rowScales(x1), x2 === null ? null : rowScales(x2)];
  const total = new Float64Array(n * m);
  for (let from = 0; from < d; from += featuresAtOnce) {
    const to = Math.min(d, from + featuresAtOnce);
    const bits = Math.floor((24 - Math.log2(to - from)) / 2);
    const most = options.slices ?? Math.ceil(56 / bits);
    const left = slicesOf(x1, scales1, from, to, bits, most);
    const right = x2 === null ? null : slicesOf(x2, scales2 as Float64Array, from, to, bits, most);
    await addProducts(on, left, right, { bits, most }, total, [n, m]);
  }
  const columns = scales2 ?? scales1;
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) total[i * m + j] *= scale * scales1[i] * columns[j];
  return ndArray(total, [n, m]);
}

/** Adds the products of slices to `total`, the smallest first. */
async function addProducts(
  on: Backend,
  left: readonly NDArray[],
  right: readonly NDArray[] | null,
  { bits, most }: { readonly bits: number; readonly most: number },
  total: Float64Array,
  [n, m]: readonly [number, number],
): Promise<void> {
  await on.scope(async () => {
    const rows = left.map((slice) => on.tensor(slice, "float32"));
    const columns = (right ?? left).map((slice, k) => on.transpose(right === null ? rows[k] : on.tensor(slice, "float32")));
    for (let order = Math.min(most, rows.length + columns.length - 1) - 1; order >= 0; order--) {
      const weight = 2 ** (-bits * (order + 2));
      for (let p = 0; p <= order; p++) {
        const q = order - p;
        if (p >= rows.length || q >= columns.length || (right === null && p > q)) continue;
        const values = await productOf(on, rows[p], columns[q]);
        for (let at = 0; at < total.length; at++) total[at] += weight * values[at];
        // The product of slices q and p is the transpose of that of p and q.
        if (right === null && p < q) for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) total[i * m + j] += weight * values[j * m + i];
      }
    }
  });
}

const productOf = (on: Backend, a: Tensor, b: Tensor): Promise<Float64Array> => on.scope(async () => (await on.read(on.matmul(a, b))).data);

/** For every row a power of two that is no less than any of its numbers. */
function rowScales({ data, shape: [n, d] }: NDArray): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    const largest = data.subarray(i * d, (i + 1) * d).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(largest));
  });
}

/** Integers `v_p` with `x = scale · Σ_p v_p 2^(−bits (p + 1))`, until nothing is left or `most` are made. */
function slicesOf({ data, shape: [n, d] }: NDArray, scales: Float64Array, from: number, to: number, bits: number, most: number): NDArray[] {
  const width = to - from;
  const rest = Float64Array.from({ length: n * width }, (_, at) => data[Math.floor(at / width) * d + from + (at % width)] / scales[Math.floor(at / width)]);
  const slices: NDArray[] = [];
  for (let p = 1; p <= most && (p === 1 || rest.some((value) => value !== 0)); p++) {
    const unit = 2 ** (-bits * p);
    const slice = rest.map((value) => Math.round(value / unit));
    slice.forEach((value, at) => {
      rest[at] -= value * unit;
    });
    slices.push(ndArray(slice, [n, width]));
  }
  return slices;
}
