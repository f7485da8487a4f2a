import { type FloatArray, InvalidInput, type NDArray, type Shape, suggestion, UnknownName } from "@ntkit/core";

/** What a file can be made of. */
export interface WritableArray {
  readonly data: FloatArray | Int32Array;
  readonly shape: Shape;
}

/** The arrays of a file by name; the only array of a format without names is called "". */
export type NamedArrays<A = NDArray> = Readonly<Record<string, A>>;

/** A kind of file that holds arrays. */
export interface ArrayFormat {
  /** How the names of such files end, with the dot. */
  readonly extension: string;
  /** Errors name `path`. Throws InvalidData, FileProblem or Unsupported for what is not such a file. */
  decode(bytes: Uint8Array, path: string): NamedArrays;
  /** Throws InvalidInput for arrays that such a file cannot hold. */
  encode(arrays: NamedArrays<WritableArray>, path: string): Uint8Array;
}

/** The array called `name`, or without a name the only one. */
export function pickArray(arrays: NamedArrays, name: string | undefined, path: string): NDArray {
  const names = Object.keys(arrays);
  if (name !== undefined) {
    if (Object.hasOwn(arrays, name)) return arrays[name];
    throw new UnknownName({
      path,
      problem: "unknown array",
      found: JSON.stringify(name),
      remedy: names[0] === "" ? "Leave the name out." : suggestion(name, names),
    });
  }
  if (names.length === 1) return arrays[names[0]];
  throw new InvalidInput({
    path,
    problem: names.length === 0 ? "no arrays in this file" : "several arrays in this file",
    found: names.length === 0 ? undefined : names.join(", "),
    remedy: names.length === 0 ? "Give a file that holds one." : `Name the one you mean: ${path}#${names[0]}.`,
  });
}

/** The array to write into a file that holds one. */
export function onlyOne(arrays: NamedArrays<WritableArray>, path: string): WritableArray {
  const [only, ...others] = Object.values(arrays);
  if (only !== undefined && others.length === 0) return only;
  throw new InvalidInput({ path, problem: "such a file holds one array", found: `${Object.keys(arrays).length} arrays`, remedy: "Write .npz or .json." });
}
