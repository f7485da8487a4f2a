import { InvalidInput, ShapeMismatch } from "./errors.ts";
import { show } from "./show.ts";

export type FloatArray = Float64Array | Float32Array;
export type Shape = readonly number[];

/**
 * Numbers in row-major order with a shape: `{data, shape, stride}`, the chunk that zarrita reads and writes.
 * `stride` counts elements, one for each axis.
 */
export interface NDArray<D extends FloatArray = Float64Array> {
  readonly data: D;
  readonly shape: Shape;
  readonly stride: readonly number[];
}

/** The number of entries of an array of this shape; a scalar (`[]`) has 1. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Row-major strides, in elements. */
export function strideOf(shape: Shape): number[] {
  const stride = new Array<number>(shape.length);
  for (let axis = shape.length - 1, step = 1; axis >= 0; axis--) {
    stride[axis] = step;
    step *= shape[axis];
  }
  return stride;
}

/** Wraps `data` (not copied) in a shape. Throws ShapeMismatch if the counts differ, InvalidInput for lengths that are no whole numbers. */
export function ndArray<D extends FloatArray>(data: D, shape: Shape): NDArray<D> {
  requireLengths(shape);
  if (sizeOf(shape) !== data.length) {
    throw new ShapeMismatch({
      problem: `${data.length} numbers do not fill the shape [${shape.join(", ")}], which holds ${sizeOf(shape)}`,
      remedy: "Give the shape that the data has.",
    });
  }
  return { data, shape: [...shape], stride: strideOf(shape) };
}

export function zeros(shape: Shape): NDArray {
  requireLengths(shape);
  return ndArray(new Float64Array(sizeOf(shape)), shape);
}

/** Rows `from` (included) to `to` (excluded) along the first axis: a view, nothing is copied. Throws InvalidInput outside the array. */
export function sliceRows<D extends FloatArray>(array: NDArray<D>, from: number, to: number): NDArray<D> {
  const rows = rowsOf(array);
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to > rows) {
    throw new InvalidInput({
      path: "rows",
      problem: `expected a range within the ${rows} rows`,
      found: `${show(from)} to ${show(to)}`,
      remedy: `Give 0 <= from <= to <= ${rows}.`,
    });
  }
  const step = array.stride[0];
  return ndArray(array.data.subarray(from * step, to * step) as D, [to - from, ...array.shape.slice(1)]);
}

/** The given rows along the first axis, copied, in the order asked. Throws InvalidInput for a row that is not there. */
export function takeRows(array: NDArray, indices: readonly number[]): NDArray {
  const rows = rowsOf(array);
  const step = array.stride[0];
  const data = new Float64Array(indices.length * step);
  indices.forEach((from, to) => {
    if (!Number.isInteger(from) || from < 0 || from >= rows) {
      throw new InvalidInput({ path: `indices[${to}]`, problem: "no such row", found: show(from), remedy: `Give rows from 0 to ${rows - 1}.` });
    }
    data.set(array.data.subarray(from * step, (from + 1) * step), to * step);
  });
  return ndArray(data, [indices.length, ...array.shape.slice(1)]);
}

function rowsOf(array: NDArray<FloatArray>): number {
  if (array.shape.length === 0) {
    throw new ShapeMismatch({ problem: "a scalar has no rows", remedy: "Give an array of at least one axis." });
  }
  return array.shape[0];
}

function requireLengths(shape: Shape): void {
  shape.forEach((length, axis) => {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new InvalidInput({
        path: `shape[${axis}]`,
        problem: "expected a whole number, zero or more",
        found: show(length),
        remedy: "Give the number of entries along this axis.",
      });
    }
  });
}
