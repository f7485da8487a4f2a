import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FileProblem, type NDArray } from "@ntkit/core";
import type { ArrayFormat, NamedArrays, WritableArray } from "./formats/array-format.ts";
import { decodeArray, encodeArrays, formatOf, splitFileName } from "./formats/files.ts";
import { arrayFormats } from "./formats/index.ts";
import { parseJson } from "./formats/json.ts";

type Formats = Readonly<Record<string, ArrayFormat>>;

/**
 * Reads an array from a .json, .npy, .csv or .npz file; `kernels.npz#ntk` means the array `ntk` of `kernels.npz`,
 * `kernels.npz` its only one.
 *
 * Throws FileProblem for a file that is missing or truncated, and as `decodeArray` does.
 */
export async function readArray(reference: string, formats: Formats = arrayFormats): Promise<NDArray> {
  const { file } = splitFileName(reference);
  formatOf(file, formats);
  return decodeArray(await readBytes(file), reference, formats);
}

/** Writes arrays into a file, whole or not at all, in the format that its name asks for. Throws FileProblem, and as `encodeArrays` does. */
export async function writeArrays(file: string, arrays: NamedArrays<WritableArray>, formats: Formats = arrayFormats): Promise<void> {
  await writeWhole(file, encodeArrays(arrays, file, formats));
}

/** Reads a JSON file. Throws FileProblem if it is missing or not JSON. */
export async function readJson(file: string): Promise<unknown> {
  return parseJson(new TextDecoder().decode(await readBytes(file)), file);
}

/** All bytes of a file, of any size. Throws FileProblem if it is missing, a folder, not readable, or shorter than its size says. */
export async function readBytes(file: string): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, "r");
    const { size } = await handle.stat();
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(size - at, 2 ** 30), at);
      if (bytesRead === 0)
        throw new FileProblem({
          path: file,
          problem: `truncated while it was read: expected ${size} bytes`,
          found: `${at}`,
          remedy: "Read it again when it is whole.",
        });
      at += bytesRead;
    }
    return bytes;
  } catch (cause) {
    throw fileProblem(cause, file, "read");
  } finally {
    await handle?.close();
  }
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, flushed to the disk, then renamed. What stood
 * there before stands until then, so a reader never sees half a file. Throws FileProblem if it cannot be written.
 */
export async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw fileProblem(cause, file, "written");
  }
}

const reasons: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ENOENT: ["no such file, or no such folder", "Check the path, which is counted from the folder where the program was started."],
  ENOTDIR: ["a part of the path is a file", "Check the path."],
  EISDIR: ["a folder stands there", "Name a file."],
  EACCES: ["no permission", "Change the permissions of the file or its folder, or choose another."],
  EPERM: ["no permission", "Change the permissions of the file or its folder, or choose another."],
  EROFS: ["a read-only file system", "Choose another folder."],
  ENOSPC: ["no space left on the disk", "Make room, or choose another disk."],
};

function fileProblem(cause: unknown, path: string, what: "read" | "written"): FileProblem {
  if (cause instanceof FileProblem) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const [problem, remedy] = reasons[code] ?? [cause instanceof Error ? cause.message : String(cause), "See the reason, and try again."];
  return new FileProblem({ path, problem: `cannot be ${what}: ${problem}`, remedy, cause });
}
