import { InvalidData, ShapeMismatch, show } from "./errors.ts";

export type FloatArray = Float64Array | Float32Array;
export type Shape = readonly number[];
/** Nested plain arrays of numbers, as JSON holds them. */
export type Nested = number | readonly Nested[];

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
    step *= shape[axis] as number;
  }
  return stride;
}

/** Wraps `data` (not copied) in a shape. Throws ShapeMismatch if the counts differ. */
export function ndArray<D extends FloatArray>(data: D, shape: Shape): NDArray<D> {
  if (sizeOf(shape) !== data.length) {
    throw new ShapeMismatch({
      problem: `${data.length} numbers do not fill the shape [${shape.join(", ")}], which holds ${sizeOf(shape)}`,
      remedy: "Give the shape that the data has.",
    });
  }
  return { data, shape: [...shape], stride: strideOf(shape) };
}

export function zeros(shape: Shape): NDArray {
  return ndArray(new Float64Array(sizeOf(shape)), shape);
}

/**
 * Nested arrays to an NDArray. Throws InvalidData, naming the place below `path`,
 * for ragged rows, text, NaN or infinities.
 */
export function fromNested(nested: Nested, path = "array"): NDArray {
  const shape: number[] = [];
  for (let level: Nested = nested; typeof level !== "number"; level = level[0] as Nested) {
    if (!Array.isArray(level)) throw notANumber(level, path);
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data = new Float64Array(sizeOf(shape));
  let next = 0;
  const fill = (value: Nested, axis: number, at: string): void => {
    if (axis === shape.length) {
      if (typeof value !== "number" || !Number.isFinite(value)) throw notANumber(value, at);
      data[next++] = value;
      return;
    }
    if (typeof value === "number" || !Array.isArray(value)) {
      throw new InvalidData({ path: at, problem: `expected a list of ${shape[axis]}`, found: show(value), remedy: "Nest every entry equally deep." });
    }
    if (value.length !== shape[axis]) {
      throw new InvalidData({
        path: at,
        problem: `ragged rows: expected ${shape[axis]} entries as in the first row`,
        found: `${value.length}`,
        remedy: "Give every row the same number of entries.",
      });
    }
    value.forEach((v, i) => fill(v, axis + 1, `${at}[${i}]`));
  };
  fill(nested, 0, path);
  return ndArray(data, shape);
}

function notANumber(value: unknown, path: string): InvalidData {
  return new InvalidData({ path, problem: "expected a finite number", found: show(value), remedy: "Replace or drop this entry." });
}

/** The inverse of `fromNested`. */
export function toNested(array: NDArray<FloatArray>): Nested {
  const build = (axis: number, offset: number): Nested => {
    if (axis === array.shape.length) return array.data[offset] as number;
    return Array.from({ length: array.shape[axis] as number }, (_, i) => build(axis + 1, offset + i * (array.stride[axis] as number)));
  };
  return build(0, 0);
}

/** Rows `from` (included) to `to` (excluded) along the first axis: a view, nothing is copied. */
export function sliceRows<D extends FloatArray>(array: NDArray<D>, from: number, to: number): NDArray<D> {
  const step = array.stride[0] as number;
  return ndArray(array.data.subarray(from * step, to * step) as D, [to - from, ...array.shape.slice(1)]);
}

/** The given rows along the first axis, copied, in the order asked. */
export function takeRows(array: NDArray, indices: readonly number[]): NDArray {
  const step = array.stride[0] as number;
  const data = new Float64Array(indices.length * step);
  indices.forEach((from, to) => {
    data.set(array.data.subarray(from * step, (from + 1) * step), to * step);
  });
  return ndArray(data, [indices.length, ...array.shape.slice(1)]);
}
