import type { FloatArray, NDArray, Shape } from "@ntkit/core";
import type { ElementwiseProgram } from "./program.ts";

export type Dtype = "float64" | "float32";

/** Numbers held by a backend, wherever it keeps them. Opaque: only its own backend looks inside. */
export interface Tensor {
  readonly shape: Shape;
  readonly dtype: Dtype;
}

export interface Capabilities {
  /** What tensors may hold, and so what the arithmetic is done in; the first is what `tensor` makes unless asked. */
  readonly dtypes: readonly Dtype[];
  /** True if decompositions run in the backend itself, false if they go to a host backend. */
  readonly nativeLinearAlgebra: boolean;
  /** True if the work leaves the CPU. */
  readonly gpu: boolean;
  /** What computes, in words for a person, as far as the backend can tell: "CUDA (Tesla T4)". Left out: this processor. */
  readonly device?: string;
}

/**
 * What binds the free names of an elementwise program. `entries` all have the shape of the result: any one shape if
 * there are neither rows nor columns, [n, m] otherwise. `rows` are [n] and stand along axis 0, `columns` are [m] and
 * stand along axis 1. With rows but no columns (or the reverse) at least one of the entries must give the other length.
 */
export interface Operands {
  readonly entries?: Readonly<Record<string, Tensor>>;
  readonly rows?: Readonly<Record<string, Tensor>>;
  readonly columns?: Readonly<Record<string, Tensor>>;
}

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Which rows `gather` takes. */
export type RowIndices = readonly number[] | Int32Array;

/** Numerical trouble as a value: what happened (with its place in the matrix) and what to do about it. */
export interface Trouble {
  readonly status: "not-positive-definite" | "not-finite" | "no-convergence";
  readonly problem: string;
  readonly remedy: string;
}

/** `a = V diag(values) Vᵀ`, values ascending [n], vectors in the columns of V [n, n]. */
export type EighResult =
  | { readonly status: "ok"; readonly values: Tensor; readonly vectors: Tensor }
  | (Trouble & { readonly status: "not-finite" | "no-convergence" });

/**
 * `a = L Lᵀ`, L lower triangular [n, n]; or the first pivot (row index, value) that is not positive. A pivot
 * `a_ii − Σ_k L_ik²` up to `n ε a_ii` (ε of the dtype) counts as zero: that is the rounding error of the sum, so its sign
 * means nothing, as with duplicate inputs.
 */
export type CholeskyResult =
  | { readonly status: "ok"; readonly factor: Tensor }
  | (Trouble & { readonly status: "not-positive-definite"; readonly pivot: { readonly index: number; readonly value: number } })
  | (Trouble & { readonly status: "not-finite" });

/**
 * Where arrays live and arithmetic runs. It knows nothing of networks, kernels, layers or data: only of arrays,
 * elementwise programs and symmetric matrices. Nothing broadcasts but what `Operands` says. Operations return new
 * tensors and change none; work may be deferred until `read`. Empty arrays (a length of 0) are arrays like others.
 *
 * The tensors of one call have one dtype, and so has what it returns. Misuse throws: ShapeMismatch for shapes that do not
 * fit, InvalidInput for a tensor that was disposed of or belongs to another backend, for mixed dtypes and for bad
 * options, Unsupported for a dtype that the backend does not have. Where a method returns a promise, it rejects.
 */
export interface Backend {
  readonly name: string;
  readonly capabilities: Capabilities;
  /**
   * For a backend without decompositions of its own: the one with float64 that they go to. Who factors a matrix and then
   * works with the factors does better to work there from the start, in its precision and without the way back and forth.
   */
  readonly host?: Backend;
  /** Gives back a device, library or threads; the backend is of no use afterwards. Left out where there is nothing to give back. */
  close?(): void | Promise<void>;

  /** Copies an array in, rounded to `dtype` (default: the first of `capabilities.dtypes`). */
  tensor(array: NDArray<FloatArray>, dtype?: Dtype): Tensor;
  /** Copies a tensor out, as float64 whatever its dtype. */
  read(tensor: Tensor): Promise<NDArray>;
  /**
   * Frees every tensor made inside `body`, except those that its result holds (at any depth of plain objects and arrays):
   * they pass to the scope around, if there is one. If `body` throws, all are freed. A tensor belongs to the innermost
   * scope open when it is made. Scopes nest, also across `await`; two scopes must not overlap otherwise: await one
   * before opening the next beside it. An overlap that shows (the earlier scope ends first) throws InvalidInput.
   */
  scope<T>(body: () => T | Promise<T>): Promise<T>;
  /** Frees tensors now; using one afterwards throws, disposing of it again does nothing. */
  dispose(...tensors: readonly Tensor[]): void;
  /** How many tensors were made and not freed: what a leak test counts. Temporaries of an operation never show in it. */
  liveTensors(): number;

  /** `a b` for [n, k] and [k, m] (or their transposes, as the options say). */
  matmul(a: Tensor, b: Tensor, options?: MatmulOptions): Tensor;
  /**
   * `scale · x1 x2ᵀ` [n, m] for [n, d] and [m, d]; with x2 null, `scale · x1 x1ᵀ`, exactly symmetric.
   * An entry depends on its two rows alone, to the last bit: equal rows give equal entries, wherever they stand.
   */
  gram(x1: Tensor, x2: Tensor | null, scale: number): Tensor;
  /** The diagonal of `gram(x, null, scale)` [n], equal to it to the last bit. */
  gramDiagonal(x: Tensor, scale: number): Tensor;
  /**
   * Runs an elementwise program; one tensor for each of its outputs, in order. The value of an entry depends on the
   * values bound to it alone, to the last bit: not on where it stands, nor on whether they came from rows, columns or
   * entries. So variances computed once for each row equal the diagonal of what is computed entry by entry.
   */
  fused(program: ElementwiseProgram, operands: Operands): Tensor[];

  /** [n, m] to [m, n]. */
  transpose(a: Tensor): Tensor;
  /** The same numbers in row-major order under another shape of the same size. */
  reshape(a: Tensor, shape: Shape): Tensor;
  /** Rows `from` (included) to `to` (excluded) along the first axis, 0 ≤ from ≤ to ≤ n. */
  slice(a: Tensor, from: number, to: number): Tensor;
  /**
   * The rows of `a` [n, …] at `indices`, in that order, as often as they are named: [indices.length, …]. Index −1 gives a
   * row of zeros. The indices are copied. InvalidInput for one that is not a whole number from −1 to n − 1.
   */
  gather(a: Tensor, indices: RowIndices): Tensor;
  /** Joins one tensor or more along the first axis. */
  concat(tensors: readonly Tensor[]): Tensor;
  /** Sums over one axis, which disappears; [n] becomes the scalar shape []. */
  sum(a: Tensor, axis: number): Tensor;
  /** The diagonal [n] of a square matrix. */
  diagonal(a: Tensor): Tensor;

  /** Eigenvalues and eigenvectors of a symmetric matrix; InvalidInput if it is not (beyond rounding). */
  eigh(a: Tensor): Promise<EighResult>;
  /** Cholesky factor of a symmetric matrix (InvalidInput if it is not); never a silently repaired one. */
  cholesky(a: Tensor): Promise<CholeskyResult>;
  /** `x` with `L Lᵀ x = b`, for the factor L [n, n] of `cholesky` and b [n, m]. */
  choleskySolve(factor: Tensor, b: Tensor): Tensor;
  /** `x` with `L x = b` (or `Lᵀ x = b`), for L lower triangular [n, n], without zeros on its diagonal, and b [n, m]. */
  triangularSolve(factor: Tensor, b: Tensor, options?: { readonly transpose?: boolean }): Tensor;
}
