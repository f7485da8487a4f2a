import { FileProblem, InvalidData, type NDArray, ndArray, type Shape, show, sizeOf, strideOf } from "@ntkit/core";
import { type ArrayFormat, onlyOne, type WritableArray } from "./array-format.ts";
import { readNpyHeader, truncated, writeNpyHeader } from "./npy-header.ts";

/**
 * The array of an .npy file as float64 in row-major order, whatever its own type (f8, f4, i1 to i8, u1 to u8, b1), byte
 * order and order of axes.
 *
 * Throws FileProblem for what is no .npy file, is truncated or goes on after the array (with the bytes expected and
 * found), Unsupported for another dtype, InvalidData for complex numbers, NaN, infinities and integers beyond 2^53,
 * naming the entry: `x.npy[3][0]`, counted from 0.
 */
export function parseNpy(bytes: Uint8Array, path = "npy"): NDArray {
  const { type, littleEndian, fortranOrder, shape, offset } = readNpyHeader(bytes, path);
  const count = sizeOf(shape);
  const found = bytes.length - offset;
  if (found < count * type.bytes) throw truncated(path, `${offset + count * type.bytes} bytes`, `${bytes.length}`);
  if (found > count * type.bytes) {
    throw new FileProblem({
      path,
      problem: `bytes after the array, which ends at ${offset + count * type.bytes}`,
      found: `${bytes.length}`,
      remedy: "Save one array to a file, or several with numpy.savez.",
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, found);
  const data = new Float64Array(count);
  const place = fortranOrder ? rowMajorPlaces(shape) : (i: number) => i;
  for (let i = 0; i < count; i++) {
    const value = type.read(view, i * type.bytes, littleEndian);
    const number = Number(value);
    if (typeof value === "bigint" ? !Number.isSafeInteger(number) : !Number.isFinite(number)) throw unusable(value, path, place(i), shape);
    data[place(i)] = number;
  }
  return ndArray(data, shape);
}

/** An array as an .npy file (version 1.0, little-endian, row-major): float64 as f8, float32 as f4, int32 as i4. */
export function writeNpy(array: WritableArray): Uint8Array {
  const { data, shape } = array;
  const code = data instanceof Float64Array ? "f8" : data instanceof Float32Array ? "f4" : "i4";
  const header = writeNpyHeader(code, shape);
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

/** One array, as numpy.save writes it. */
export const npy: ArrayFormat = {
  extension: ".npy",
  decode: (bytes, path) => ({ "": parseNpy(bytes, path) }),
  encode: (arrays, path) => writeNpy(onlyOne(arrays, path)),
};

/** From the place in column-major order to the place in row-major order. */
function rowMajorPlaces(shape: Shape): (i: number) => number {
  const stride = strideOf(shape);
  return (i) => {
    let rest = i;
    return shape.reduce((place, length, axis) => {
      const index = rest % length;
      rest = Math.floor(rest / length);
      return place + index * stride[axis];
    }, 0);
  };
}

function unusable(value: number | bigint, path: string, place: number, shape: Shape): InvalidData {
  const index = strideOf(shape).map((step, axis) => Math.floor(place / step) % shape[axis]);
  return new InvalidData({
    path: `${path}${index.map((i) => `[${i}]`).join("")}`,
    problem: typeof value === "bigint" ? "an integer that float64 does not hold exactly" : "expected a finite number",
    found: show(value),
    remedy: typeof value === "bigint" ? "Keep integers within 2^53." : "Replace this entry by a number, or drop its row.",
  });
}
