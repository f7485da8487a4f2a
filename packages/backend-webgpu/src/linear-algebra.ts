import {
  type Backend,
  checkSymmetric,
  type NotFinite,
  type NotPositiveDefinite,
  notFinite,
  notPositiveDefinite,
  smallestPivot,
  type Tensor,
} from "@ntkit/backend";
import { ndArray } from "@ntkit/core";

/*
 * Decompositions and solves on a host backend, in its precision. What comes in are float32 numbers of a matrix [n, n]: a
 * difference or a pivot that is rounding error in float32 counts as none, whatever the host works in.
 */

export async function eigensystem(
  host: Backend,
  a: Float64Array,
  n: number,
): Promise<
  { readonly status: "ok"; readonly values: Float64Array; readonly vectors: Float64Array } | Exclude<Awaited<ReturnType<Backend["eigh"]>>, { status: "ok" }>
> {
  const trouble = notFinite(a, n);
  if (trouble !== null) return trouble;
  checkSymmetric("eigh", a, n, "float32");
  const matrix = host.tensor(ndArray(symmetric(a, n), [n, n]));
  const result = await host.eigh(matrix);
  host.dispose(matrix);
  if (result.status !== "ok") return result;
  const [values, vectors] = await taken(host, [result.values, result.vectors]);
  return { status: "ok", values, vectors };
}

export async function choleskyFactor(
  host: Backend,
  a: Float64Array,
  n: number,
): Promise<{ readonly status: "ok"; readonly factor: Float64Array } | NotFinite | NotPositiveDefinite> {
  const trouble = notFinite(a, n);
  if (trouble !== null) return trouble;
  checkSymmetric("cholesky", a, n, "float32");
  return factorOf(host, symmetric(a, n), n);
}

async function factorOf(host: Backend, a: Float64Array, n: number): ReturnType<typeof choleskyFactor> {
  const matrix = host.tensor(ndArray(a, [n, n]));
  const result = await host.cholesky(matrix);
  host.dispose(matrix);
  if (result.status === "not-finite") return result;
  if (result.status === "not-positive-definite") {
    const { index, value } = result.pivot;
    // An earlier pivot may be one that only float32 counts as zero.
    const earlier = index === 0 ? undefined : await factorOf(host, leading(a, n, index), index);
    if (earlier !== undefined && earlier.status === "not-positive-definite") {
      return notPositiveDefinite(a, n, "float32", earlier.pivot.index, earlier.pivot.value);
    }
    return notPositiveDefinite(a, n, "float32", index, value);
  }
  const [factor] = await taken(host, [result.factor]);
  for (let i = 0; i < n; i++) {
    const pivot = factor[i * n + i] ** 2;
    if (!(pivot > smallestPivot(n, a[i * n + i], "float32"))) return notPositiveDefinite(a, n, "float32", i, pivot);
  }
  return { status: "ok", factor };
}

/** The solution of a triangular system, or of both with `cholesky`. */
export async function solution(
  host: Backend,
  factor: Float32Array,
  b: Float32Array,
  n: number,
  m: number,
  kind: "cholesky" | "lower" | "upper",
): Promise<Float64Array> {
  const [l, right] = [host.tensor(ndArray(factor, [n, n])), host.tensor(ndArray(b, [n, m]))];
  const x = kind === "cholesky" ? host.choleskySolve(l, right) : host.triangularSolve(l, right, { transpose: kind === "upper" });
  host.dispose(l, right);
  const [numbers] = await taken(host, [x]);
  return numbers;
}

async function taken(host: Backend, tensors: readonly Tensor[]): Promise<Float64Array[]> {
  const arrays = await Promise.all(tensors.map((tensor) => host.read(tensor)));
  host.dispose(...tensors);
  return arrays.map(({ data }) => data);
}

/** The mean of a matrix and its transpose. */
function symmetric(a: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i * n + j] = (a[i * n + j] + a[j * n + i]) / 2;
  return out;
}

/** The first k rows and columns of a matrix [n, n]. */
function leading(a: Float64Array, n: number, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) out.set(a.subarray(i * n, i * n + k), i * k);
  return out;
}
