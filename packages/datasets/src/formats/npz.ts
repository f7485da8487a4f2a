import { FileProblem, type NDArray, Unsupported } from "@ntkit/core";
import { unzipSync, zipSync } from "fflate";
import type { ArrayFormat, NamedArrays, WritableArray } from "./array-format.ts";
import { parseNpy, writeNpy } from "./npy.ts";

/** Every file in an archive bears this date, so that equal arrays make equal bytes. */
const date = "1980-01-01T00:00:00";

/** Above this, a zip archive needs the zip64 format, which is not written here. */
const mostBytes = 2 ** 32 - 2 ** 20;

/**
 * The arrays of an .npz file (a zip archive of .npy files, as numpy.savez and savez_compressed write it) by name.
 * Throws FileProblem for an archive that is damaged or truncated, and as `parseNpy` does, naming `path#array`.
 */
export function parseNpz(bytes: Uint8Array, path = "npz"): NamedArrays {
  const entries = Object.entries(unzip(bytes, path)).filter(([file]) => file.endsWith(".npy"));
  return Object.fromEntries(
    entries.map(([file, content]): [string, NDArray] => {
      const name = file.slice(0, -".npy".length);
      return [name, parseNpy(content, `${path}#${name}`)];
    }),
  );
}

/**
 * Arrays by name as an .npz file, not compressed (kernels hardly shrink); numpy.load reads it.
 * Throws Unsupported above 4 GiB.
 */
export function writeNpz(arrays: NamedArrays<WritableArray>, path = "npz"): Uint8Array {
  const bytes = Object.values(arrays).reduce((sum, { data }) => sum + data.byteLength, 0);
  if (bytes > mostBytes) {
    throw new Unsupported({
      path,
      problem: "an .npz file holds at most 4 GiB here",
      found: `${(bytes / 2 ** 30).toFixed(1)} GiB`,
      remedy: "Write one .npy file for each array.",
    });
  }
  const files = Object.entries(arrays).map(([name, array]): [string, Uint8Array] => [`${name}.npy`, writeNpy(array)]);
  return zipSync(Object.fromEntries(files), { level: 0, mtime: date });
}

/** Several arrays by name, as numpy.savez writes them. */
export const npz: ArrayFormat = { extension: ".npz", decode: parseNpz, encode: writeNpz };

function unzip(bytes: Uint8Array, path: string): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes);
  } catch (cause) {
    throw new FileProblem({ path, problem: `not a whole .npz archive (${bytes.length} bytes)`, remedy: "Write or copy the file again.", cause });
  }
}
