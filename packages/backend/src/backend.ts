import type { FloatArray, NDArray, Shape } from "@ntkit/core";
import type { ElementwiseProgram } from "./program.ts";

export type Dtype = "float64" | "float32";

/** Numbers held by a backend, wherever it keeps them. Opaque: only its own backend looks inside. */
export interface Tensor {
  readonly shape: Shape;
  readonly dtype: Dtype;
}

export interface Capabilities {
  /** What `tensor`, `gram` and `fused` compute in; the first is the default. */
  readonly dtypes: readonly Dtype[];
  /** True if decompositions run in the backend itself, false if they go to a host backend. */
  readonly nativeLinearAlgebra: boolean;
  /** True if the work leaves the CPU. */
  readonly gpu: boolean;
}

/**
 * What binds the free names of an elementwise program. The result has the shape [n, m] of the entries
 * (or any one shape, if there are only entries): `rows` are [n] and stand along axis 0, `columns` are [m].
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

/** Numerical trouble as a value: what happened and what to do about it. */
export interface Trouble {
  readonly status: "not-positive-definite" | "not-finite" | "no-convergence";
  readonly problem: string;
  readonly remedy: string;
}

/** `a = V diag(values) Vᵀ`, values ascending [n], vectors in the columns of V [n, n]. */
export type EighResult = { readonly status: "ok"; readonly values: Tensor; readonly vectors: Tensor } | Trouble;

/** `a = L Lᵀ`, L lower triangular [n, n]; or the first pivot (row index, value) that is not positive. */
export type CholeskyResult =
  | { readonly status: "ok"; readonly factor: Tensor }
  | (Trouble & { readonly pivot: { readonly index: number; readonly value: number } });

/**
 * Where arrays live and arithmetic runs. It knows nothing of networks, kernels, layers or data: only of arrays,
 * elementwise programs and symmetric matrices. Nothing broadcasts but what `Operands` says. Operations return new
 * tensors and change none; work may be deferred until `read`.
 */
export interface Backend {
  readonly name: string;
  readonly capabilities: Capabilities;

  /** Copies an array in. */
  tensor(array: NDArray<FloatArray>): Tensor;
  /** Copies a tensor out. */
  read(tensor: Tensor): Promise<NDArray>;
  /** Frees every tensor made inside `body`, except those that its result holds (at any depth of plain objects and arrays). */
  scope<T>(body: () => T | Promise<T>): Promise<T>;
  /** Frees tensors now; using one afterwards throws. */
  dispose(...tensors: readonly Tensor[]): void;
  /** How many tensors are alive: what a leak test counts. */
  liveTensors(): number;

  /** `a b` for [n, k] and [k, m] (or their transposes, as the options say). */
  matmul(a: Tensor, b: Tensor, options?: MatmulOptions): Tensor;
  /** `scale · x1 x2ᵀ` [n, m] for [n, d] and [m, d]; with x2 null, `scale · x1 x1ᵀ`, exactly symmetric. */
  gram(x1: Tensor, x2: Tensor | null, scale: number): Tensor;
  /** The diagonal of `gram(x, null, scale)` [n], equal to it to the last bit. */
  gramDiagonal(x: Tensor, scale: number): Tensor;
  /** Runs an elementwise program; one tensor for each of its outputs, in order. */
  fused(program: ElementwiseProgram, operands: Operands): Tensor[];

  transpose(a: Tensor): Tensor;
  reshape(a: Tensor, shape: Shape): Tensor;
  /** Rows `from` (included) to `to` (excluded) along the first axis. */
  slice(a: Tensor, from: number, to: number): Tensor;
  /** Joins along the first axis. */
  concat(tensors: readonly Tensor[]): Tensor;
  /** Sums over one axis, which disappears. */
  sum(a: Tensor, axis: number): Tensor;
  /** The diagonal [n] of a square matrix. */
  diagonal(a: Tensor): Tensor;

  /** Eigenvalues and eigenvectors of a symmetric matrix. */
  eigh(a: Tensor): Promise<EighResult>;
  /** Cholesky factor of a symmetric matrix; never a silently repaired one. */
  cholesky(a: Tensor): Promise<CholeskyResult>;
  /** `x` with `L Lᵀ x = b`, for the factor L of `cholesky` and b [n, m]. */
  choleskySolve(factor: Tensor, b: Tensor): Tensor;
  /** `x` with `L x = b` (or `Lᵀ x = b`), for L lower triangular and b [n, m]. */
  triangularSolve(factor: Tensor, b: Tensor, options?: { readonly transpose?: boolean }): Tensor;
}
