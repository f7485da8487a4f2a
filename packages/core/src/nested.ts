import { InvalidData } from "./errors.ts";
import { type FloatArray, type NDArray, ndArray, sizeOf } from "./nd-array.ts";
import { show } from "./show.ts";

/** Nested plain arrays of numbers, as JSON holds them. */
export type Nested = number | readonly Nested[];

/**
 * Nested arrays to an NDArray, whose shape is that of the first entries: `[[1, 2], [3, 4]]` is [2, 2], `[]` is [0].
 * `nested` may come straight from JSON.parse: it is checked, entry by entry.
 *
 * Throws InvalidData, naming the place below `path` (`x[3][0]`, counted from 0), for ragged rows, text, null, NaN or
 * infinities.
 */
export function fromNested(nested: unknown, path = "array"): NDArray {
  const shape: number[] = [];
  for (let level = nested; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
  }
  const data = new Float64Array(sizeOf(shape));
  const place: number[] = [];
  const here = () => `${path}${place.map((i) => `[${i}]`).join("")}`;
  let next = 0;
  const fill = (value: unknown, axis: number): void => {
    if (axis === shape.length) {
      if (typeof value !== "number" || !Number.isFinite(value)) throw notANumber(value, here());
      data[next++] = value;
      return;
    }
    if (!Array.isArray(value)) throw notNested(value, shape[axis], here());
    if (value.length !== shape[axis]) throw ragged(value.length, shape[axis], here());
    for (let i = 0; i < value.length; i++) {
      place.push(i);
      fill(value[i], axis + 1);
      place.pop();
    }
  };
  fill(nested, 0);
  return ndArray(data, shape);
}

/** The inverse of `fromNested`. */
export function toNested(array: NDArray<FloatArray>): Nested {
  const build = (axis: number, offset: number): Nested => {
    if (axis === array.shape.length) return array.data[offset];
    return Array.from({ length: array.shape[axis] }, (_, i) => build(axis + 1, offset + i * array.stride[axis]));
  };
  return build(0, 0);
}

function notANumber(value: unknown, path: string): InvalidData {
  const remedy = Array.isArray(value) ? "Nest every entry equally deep." : "Replace this entry by a number, or drop its row.";
  return new InvalidData({ path, problem: "expected a finite number", found: show(value), remedy });
}

function notNested(value: unknown, length: number, path: string): InvalidData {
  return new InvalidData({ path, problem: `expected a list of ${length}`, found: show(value), remedy: "Nest every entry equally deep." });
}

function ragged(found: number, expected: number, path: string): InvalidData {
  return new InvalidData({
    path,
    problem: `ragged rows: expected ${expected} entries, as in the first row`,
    found: `${found}`,
    remedy: "Give every row the same number of entries.",
  });
}
