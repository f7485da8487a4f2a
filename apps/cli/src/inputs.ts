import { stat } from "node:fs/promises";
import { type Architecture, parseArchitecture } from "@ntkit/architectures";
import { InvalidData, type NDArray, NtkitError, Unsupported } from "@ntkit/core";
import { arrayFormats, formatOf, splitFileName } from "@ntkit/datasets";
import { readArray, readBytes, readJson } from "@ntkit/datasets/node";
import { formatBytes, requireMemory } from "./memory.ts";

/** A text is read as one string, and V8's longest has so many characters. */
const longestText = 2 ** 29 - 24;
const textFormats: readonly string[] = [".json", ".csv"];

/** Samples of a file, one a row. Refuses a file that is too large before it is read. */
export async function readInputs(reference: string, memory: number): Promise<NDArray> {
  const { file } = splitFileName(reference);
  const { extension } = formatOf(file, arrayFormats);
  await requireReadable(file, memory, textFormats.includes(extension), "Give fewer rows, and compute the kernel in blocks with --x2.");
  const array = await readArray(reference);
  if (array.shape.length >= 2) return array;
  throw new InvalidData({
    path: reference,
    problem: "one row for each sample is needed",
    found: `shape [${array.shape.join(", ")}]`,
    remedy: "Give [samples, features]; a single feature is [samples, 1].",
  });
}

/** The network that a file describes. */
export async function readArchitecture(file: string): Promise<Architecture> {
  const value = await readJson(file);
  return inFile(file, () => parseArchitecture(value));
}

/** The text of a table, a byte-order mark included. Refuses a file that is too large before it is read, and one that is no text. */
export async function readText(file: string, memory: number): Promise<string> {
  await requireReadable(file, memory, true, "Give fewer rows.");
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await readBytes(file));
  if (!text.includes("\0")) return text;
  throw new InvalidData({ path: file, problem: "a table is text in UTF-8, and this file is not", remedy: "Save it as .csv in UTF-8." });
}

async function requireReadable(file: string, memory: number, isText: boolean, remedy: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  requireMemory(2 * size, memory, `reading ${file}`, remedy);
  if (!isText || size <= longestText) return;
  throw new Unsupported({
    path: file,
    problem: `a text of ${formatBytes(size)}, and at most ${formatBytes(longestText)} are read`,
    remedy: "Write it as .npy, or give fewer rows.",
  });
}

/** What a text takes for a number, at most, and twice: in pieces, and joined. */
const textBytes = 2 * 26;

/** Bytes that each entry takes, beyond the matrix, while it is written. */
export function spaceToWrite(file: string): number {
  const { extension } = formatOf(file, arrayFormats);
  return { ".npy": 8, ".npz": 16 }[extension] ?? textBytes;
}

/** What the reading of a part of a file throws names the file too: `net.json layers[1].kind`. */
export function inFile<T>(file: string, part: () => T): T {
  try {
    return part();
  } catch (error) {
    throw error instanceof NtkitError ? error.at(error.path ? `${file} ${error.path}` : file) : error;
  }
}
