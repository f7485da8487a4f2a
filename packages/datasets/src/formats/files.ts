import { InvalidData, lookUp, type NDArray } from "@ntkit/core";
import { type ArrayFormat, type NamedArrays, pickArray, type WritableArray } from "./array-format.ts";
import { arrayFormats } from "./index.ts";

type Formats = Readonly<Record<string, ArrayFormat>>;

/** `kernels.npz#ntk` is the file `kernels.npz` and in it the array `ntk`. */
export function splitFileName(reference: string): { readonly file: string; readonly name?: string } {
  const [, file, name] = reference.match(/^(.*\.[^./\\#]+)#(.*)$/) ?? [];
  return file === undefined ? { file: reference } : { file, name };
}

/** The format of a file by the end of its name. Throws UnknownName, with all that exist. */
export function formatOf(file: string, formats: Formats = arrayFormats): ArrayFormat {
  const extension = file.match(/\.[^./\\]*$/)?.[0].toLowerCase() ?? "";
  return lookUp(formats, extension, "file extension", file);
}

/**
 * The array that the bytes of a file hold, by the end of its name; `reference` may name one of several
 * (`kernels.npz#ntk`, `kernels.json#ntk`).
 *
 * Throws UnknownName for another extension or array, InvalidInput if it is left open which array is meant, InvalidData
 * for an array without entries, and what the format throws.
 */
export function decodeArray(bytes: Uint8Array, reference: string, formats: Formats = arrayFormats): NDArray {
  const { file, name } = splitFileName(reference);
  const array = pickArray(formatOf(file, formats).decode(bytes, file), name, file);
  if (array.data.length === 0) {
    throw new InvalidData({ path: reference, problem: "no rows", found: `shape [${array.shape.join(", ")}]`, remedy: "Give at least one row of numbers." });
  }
  return array;
}

/**
 * The bytes of a file that holds these arrays, by the end of its name: .npz and .json hold any number, .npy and .csv one.
 * Throws UnknownName for another extension, InvalidInput for too many arrays, InvalidData for NaN in a text format.
 */
export function encodeArrays(arrays: NamedArrays<WritableArray>, file: string, formats: Formats = arrayFormats): Uint8Array {
  return formatOf(file, formats).encode(arrays, file);
}
