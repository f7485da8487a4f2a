import { type FloatArray, InvalidInput, type NDArray, type Shape, ShapeMismatch, show, sizeOf, strideOf, Unsupported } from "@ntkit/core";
import type { Capabilities, Dtype, MatmulOptions, RowIndices, Tensor } from "./backend.ts";

/*
 * What the operations of the contract ask of their arguments, in one place for every backend. Each function throws
 * ShapeMismatch or InvalidInput, naming the operation, and returns the lengths or the shape that the operation needs.
 */

const print = (shape: Shape): string => `[${shape.join(", ")}]`;

function mismatch(operation: string, problem: string, found: readonly Tensor[], remedy: string): ShapeMismatch {
  return new ShapeMismatch({ path: operation, problem, found: found.map((t) => print(t.shape)).join(" and "), remedy });
}

/** The shape of an array that comes in; only row-major order does. */
export function incomingShape({ data, shape, stride }: NDArray<FloatArray>): Shape {
  if (sizeOf(shape) !== data.length) {
    throw new ShapeMismatch({
      path: "tensor",
      problem: `${data.length} numbers do not fill the shape ${print(shape)}, which holds ${sizeOf(shape)}`,
      remedy: "Give the shape that the data has.",
    });
  }
  if (print(stride) === print(strideOf(shape))) return shape;
  throw new InvalidInput({
    path: "tensor",
    problem: "expected row-major order",
    found: `strides ${print(stride)}`,
    remedy: "Copy the array into row-major order.",
  });
}

/** The dtype asked for, or the first that the backend has. */
export function incomingDtype(backend: string, { dtypes }: Capabilities, asked: Dtype | undefined): Dtype {
  const dtype = asked ?? dtypes[0];
  if (dtypes.includes(dtype)) return dtype;
  throw new Unsupported({
    path: "tensor",
    problem: `the backend "${backend}" has no ${dtype}`,
    remedy: `Ask for ${dtypes.join(" or ")}, or take another backend.`,
  });
}

/** All tensors of one call hold one dtype. */
export function checkDtypes(operation: string, tensors: readonly Tensor[]): void {
  const [first, ...others] = tensors;
  const other = others.find((t) => t.dtype !== first?.dtype);
  if (first === undefined || other === undefined) return;
  throw new InvalidInput({
    path: operation,
    problem: "the tensors of one operation must have one dtype",
    found: `${first.dtype} and ${other.dtype}`,
    remedy: "Make both with the same dtype.",
  });
}

/** The rows and columns of a matrix. */
export function matrixShape(operation: string, a: Tensor): [rows: number, columns: number] {
  if (a.shape.length !== 2) throw mismatch(operation, "expected a matrix", [a], "Reshape it to two axes.");
  return [a.shape[0], a.shape[1]];
}

/** The side of a square matrix. */
export function squareSide(operation: string, a: Tensor): number {
  const [rows, columns] = matrixShape(operation, a);
  if (rows !== columns) throw mismatch(operation, "expected a square matrix", [a], "Give as many rows as columns.");
  return rows;
}

/** `[n, k]` times `[k, m]`, after the transpositions. */
export function matmulLengths(a: Tensor, b: Tensor, options: MatmulOptions = {}): { n: number; k: number; m: number } {
  const [rowsA, columnsA] = matrixShape("matmul", a);
  const [rowsB, columnsB] = matrixShape("matmul", b);
  const [n, k] = options.transposeA === true ? [columnsA, rowsA] : [rowsA, columnsA];
  const [inner, m] = options.transposeB === true ? [columnsB, rowsB] : [rowsB, columnsB];
  if (k !== inner) {
    const turned = options.transposeA === true || options.transposeB === true ? " after the transpositions asked" : "";
    throw mismatch("matmul", `the inner lengths differ${turned}: ${k} and ${inner}`, [a, b], "Transpose one, or check which arrays these are.");
  }
  checkDtypes("matmul", [a, b]);
  return { n, k, m };
}

/** `[n, d]` against `[m, d]`; m = n if x2 is null. */
export function gramLengths(x1: Tensor, x2: Tensor | null): { n: number; m: number; d: number } {
  const [n, d] = matrixShape("gram", x1);
  if (x2 === null) return { n, m: n, d };
  const [m, d2] = matrixShape("gram", x2);
  if (d !== d2) throw mismatch("gram", `rows of different length: ${d} and ${d2}`, [x1, x2], "Give both sets of inputs the same number of features.");
  checkDtypes("gram", [x1, x2]);
  return { n, m, d };
}

/** The shape of a tensor under another shape of the same size. */
export function reshapeShape(a: Tensor, shape: Shape): Shape {
  if (shape.some((length) => !Number.isInteger(length) || length < 0)) {
    throw new InvalidInput({ path: "reshape", problem: "lengths must be integers from 0", found: print(shape), remedy: "Write every length out." });
  }
  if (sizeOf(a.shape) !== sizeOf(shape)) {
    throw mismatch("reshape", `${print(shape)} holds ${sizeOf(shape)} numbers, not ${sizeOf(a.shape)}`, [a], "Give a shape of the same size.");
  }
  return shape;
}

/** The shape of rows `from` to `to`. */
export function sliceShape(a: Tensor, from: number, to: number): Shape {
  const n = firstLength("slice", a);
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to > n) {
    throw new InvalidInput({
      path: "slice",
      problem: `rows must satisfy 0 ≤ from ≤ to ≤ ${n}`,
      found: `from ${from} to ${to}`,
      remedy: "Clamp the range to the rows that there are.",
    });
  }
  return [to - from, ...a.shape.slice(1)];
}

/** The shape of the rows at `indices`, and the indices as a copy: −1 stands for a row of zeros. */
export function gatherShape(a: Tensor, indices: RowIndices): { shape: Shape; rows: Int32Array<ArrayBuffer> } {
  const n = firstLength("gather", a);
  const wrong = indices.findIndex((index) => !Number.isInteger(index) || index < -1 || index >= n);
  if (wrong !== -1) {
    throw new InvalidInput({
      path: `gather.indices[${wrong}]`,
      problem: `rows are whole numbers from 0 to ${n - 1}, or −1 for a row of zeros`,
      found: show(indices[wrong]),
      remedy: "Count rows from 0.",
    });
  }
  return { shape: [indices.length, ...a.shape.slice(1)], rows: Int32Array.from(indices) };
}

/** The shape of tensors joined along the first axis. */
export function concatShape(tensors: readonly Tensor[]): Shape {
  const [first] = tensors;
  if (first === undefined) throw new InvalidInput({ path: "concat", problem: "nothing to join", found: "[]", remedy: "Give one tensor or more." });
  firstLength("concat", first);
  const rest = print(first.shape.slice(1));
  const other = tensors.find((t) => t.shape.length !== first.shape.length || print(t.shape.slice(1)) !== rest);
  if (other !== undefined) throw mismatch("concat", "only the first axis may differ", [first, other], "Join arrays whose rows have one shape.");
  checkDtypes("concat", tensors);
  return [tensors.reduce((n, t) => n + t.shape[0], 0), ...first.shape.slice(1)];
}

/** The lengths before, along and after the axis summed over. */
export function sumLengths(a: Tensor, axis: number): { outer: number; length: number; inner: number; shape: Shape } {
  if (!Number.isInteger(axis) || axis < 0 || axis >= a.shape.length) {
    throw new InvalidInput({
      path: "sum",
      problem: `a tensor of shape ${print(a.shape)} has no such axis`,
      found: show(axis),
      remedy: "Count axes from 0.",
    });
  }
  const before = a.shape.slice(0, axis);
  const after = a.shape.slice(axis + 1);
  return { outer: sizeOf(before), length: a.shape[axis], inner: sizeOf(after), shape: [...before, ...after] };
}

/** The side n of the factor and the columns m of the right-hand side. */
export function solveLengths(operation: string, factor: Tensor, b: Tensor): { n: number; m: number } {
  const n = squareSide(operation, factor);
  const [rows, m] = matrixShape(operation, b);
  if (rows !== n) throw mismatch(operation, `the factor has ${n} rows, the right-hand side ${rows}`, [factor, b], "Give one row for each row of the factor.");
  checkDtypes(operation, [factor, b]);
  return { n, m };
}

function firstLength(operation: string, a: Tensor): number {
  if (a.shape.length === 0) throw mismatch(operation, "a scalar has no first axis", [a], "Reshape it to [1].");
  return a.shape[0];
}
