import { FileProblem, InvalidData, type NDArray, ndArray, show, sizeOf, Unsupported } from "@ntkit/core";
import { gunzipSync } from "fflate";
import { truncated } from "./npy-header.ts";

interface IdxType {
  readonly bytes: number;
  read(view: DataView, offset: number): number;
}

/** By the third byte of the file. Numbers are big-endian. */
const types: Readonly<Record<number, IdxType>> = {
  8: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  9: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  11: { bytes: 2, read: (view, offset) => view.getInt16(offset) },
  12: { bytes: 4, read: (view, offset) => view.getInt32(offset) },
  13: { bytes: 4, read: (view, offset) => view.getFloat32(offset) },
  14: { bytes: 8, read: (view, offset) => view.getFloat64(offset) },
};

/**
 * The array of an IDX file (MNIST and its like) as float64, packed with gzip or not: two zero bytes, the type of the
 * numbers, how many axes, the length of each (4 bytes), the numbers in row-major order.
 * Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database, "The IDX file format".
 *
 * Throws FileProblem for what is no IDX file, is damaged, truncated or goes on after the array, Unsupported for a type of
 * numbers that the format does not know, InvalidData for NaN and infinities, naming the entry.
 */
export function parseIdx(bytes: Uint8Array, path = "idx"): NDArray {
  const content = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(bytes, path) : bytes;
  if (content.length < 4 || content[0] !== 0 || content[1] !== 0) {
    throw new FileProblem({ path, problem: "not an IDX file, which begins with two zero bytes", remedy: "Give a file such as train-images-idx3-ubyte." });
  }
  const [, , code, axes] = content;
  const type = types[code];
  if (type === undefined) {
    throw new Unsupported({
      path,
      problem: "a type of numbers that IDX does not know",
      found: `0x${code.toString(16).padStart(2, "0")}`,
      remedy: `Give one of ${Object.keys(types)
        .map((known) => `0x${Number(known).toString(16).padStart(2, "0")}`)
        .join(", ")}.`,
    });
  }
  const start = 4 + 4 * axes;
  if (content.length < start) throw truncated(path, `${start} bytes of header`, `${content.length}`);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const end = start + sizeOf(shape) * type.bytes;
  if (content.length < end) throw truncated(path, `${end} bytes`, `${content.length}`);
  if (content.length > end) {
    throw new FileProblem({
      path,
      problem: `bytes after the array, which ends at ${end}`,
      found: `${content.length}`,
      remedy: "Write or copy the file again.",
    });
  }
  const data = new Float64Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) {
    data[i] = type.read(view, start + i * type.bytes);
    if (!Number.isFinite(data[i])) {
      throw new InvalidData({
        path: `${path} entry ${i}`,
        problem: "expected a finite number",
        found: show(data[i]),
        remedy: "Replace this entry by a number.",
      });
    }
  }
  return ndArray(data, shape);
}

function unpack(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new FileProblem({ path, problem: `not a whole gzip file (${bytes.length} bytes)`, remedy: "Copy the file again.", cause });
  }
}
