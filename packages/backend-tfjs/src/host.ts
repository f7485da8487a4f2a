import { type Backend, type CholeskyResult, checkSymmetric, type EighResult, notFinite, notPositiveDefinite, smallestPivot, type Tensor } from "@ntkit/backend";
import { InvalidInput, type NDArray, ndArray } from "@ntkit/core";

/** Decompositions and triangular solves of float32 matrices by another backend, in float64. Nothing stays behind on it. */
export function hostAlgebra(host: Backend, name: string) {
  if (!host.capabilities.dtypes.includes("float64")) {
    throw new InvalidInput({
      path: `${name}.host`,
      problem: "expected a backend with float64, for decompositions",
      found: `"${host.name}" with ${host.capabilities.dtypes.join(", ")}`,
      remedy: "Give the reference backend, or another with float64.",
    });
  }

  /** Runs `work` on copies in float64, and frees them and its results once they are read. */
  async function on<T>(inputs: readonly NDArray[], work: (tensors: Tensor[], read: (result: Tensor) => Promise<NDArray>) => Promise<T>): Promise<T> {
    const made = inputs.map((input) => host.tensor(input, "float64"));
    try {
      return await work([...made], (result) => {
        made.push(result);
        return host.read(result);
      });
    } finally {
      host.dispose(...made);
    }
  }

  async function cholesky(a: NDArray): Promise<{ readonly status: "ok"; readonly factor: NDArray } | Exclude<CholeskyResult, { status: "ok" }>> {
    const n = a.shape[0];
    const trouble = notFinite(a.data, n);
    if (trouble !== null) return trouble;
    checkSymmetric("cholesky", a.data, n, "float32");
    const symmetric = mean(a);
    return on([symmetric], async ([matrix], read) => {
      const result = await host.cholesky(matrix);
      if (result.status === "not-finite") return result;
      // Pivots that float64 takes for numbers may be rounding errors of float32, also before the first that it does not.
      const rows = result.status === "ok" ? n : result.pivot.index;
      const factor = result.status === "ok" ? await read(result.factor) : await leadingFactor(symmetric, rows);
      for (let i = 0; i < rows; i++) {
        const pivot = factor.data[i * rows + i] ** 2;
        if (!(pivot > smallestPivot(n, a.data[i * n + i], "float32"))) return notPositiveDefinite(a.data, n, "float32", i, pivot);
      }
      return result.status === "ok" ? { status: "ok", factor } : notPositiveDefinite(a.data, n, "float32", rows, result.pivot.value);
    });
  }

  /** The factor of the first rows and columns, which is known to exist. */
  const leadingFactor = ({ data, shape: [n] }: NDArray, rows: number): Promise<NDArray> =>
    on(
      [
        ndArray(
          Float64Array.from({ length: rows * rows }, (_, at) => data[Math.floor(at / rows) * n + (at % rows)]),
          [rows, rows],
        ),
      ],
      async ([matrix], read) => {
        const result = await host.cholesky(matrix);
        if (result.status !== "ok") throw new Error(`a factor that was there is gone: ${result.problem}`);
        return read(result.factor);
      },
    );

  return {
    cholesky,

    async eigh(a: NDArray): Promise<{ readonly status: "ok"; readonly values: NDArray; readonly vectors: NDArray } | Exclude<EighResult, { status: "ok" }>> {
      const trouble = notFinite(a.data, a.shape[0]);
      if (trouble !== null) return trouble;
      checkSymmetric("eigh", a.data, a.shape[0], "float32");
      return on([mean(a)], async ([matrix], read) => {
        const result = await host.eigh(matrix);
        return result.status === "ok" ? { status: "ok", values: await read(result.values), vectors: await read(result.vectors) } : result;
      });
    },

    choleskySolve: (factor: NDArray, b: NDArray): Promise<NDArray> => on([factor, b], ([l, right], read) => read(host.choleskySolve(l, right))),

    triangularSolve: (factor: NDArray, b: NDArray, options: { readonly transpose?: boolean }): Promise<NDArray> =>
      on([factor, b], ([l, right], read) => read(host.triangularSolve(l, right, options))),
  };
}

/** The mean of a matrix and its transpose: symmetric to the last bit of float64, as the host wants it. */
function mean({ data, shape }: NDArray): NDArray {
  const n = shape[0];
  return ndArray(
    data.map((value, at) => value / 2 + data[(at % n) * n + Math.floor(at / n)] / 2),
    shape,
  );
}
