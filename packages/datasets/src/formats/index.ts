import { csv } from "./csv.ts";
import { json } from "./json.ts";
import { npy } from "./npy.ts";
import { npz } from "./npz.ts";

/** The kinds of files that hold arrays, by the end of their names. Add your own: `{ ...arrayFormats, ".mine": mine }`. */
export const arrayFormats = {
  ".json": json,
  ".npy": npy,
  ".npz": npz,
  ".csv": csv,
};
