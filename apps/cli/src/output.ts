import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { FileProblem } from "@ntkit/core";
import { writeWhole } from "@ntkit/datasets/node";

type Standing = "nothing" | "file" | "folder";

async function standing(path: string): Promise<Standing> {
  const found = await stat(resolve(path)).catch(() => undefined);
  if (found === undefined) return "nothing";
  return found.isDirectory() ? "folder" : "file";
}

/** Refuses, before the work, a folder that results could not be written into, and one that exists unless `force`. */
export async function requireOutputFolder(out: string, force: boolean): Promise<void> {
  const there = await standing(out);
  if (there === "file")
    throw new FileProblem({ path: out, problem: "the output folder cannot be made: a file stands there", remedy: "Choose another with --out." });
  if (there === "folder" && !force) {
    const holds = (await standing(join(out, "result.json"))) === "file" ? "results" : "something";
    throw new FileProblem({
      path: out,
      problem: `the output folder exists and holds ${holds}`,
      remedy: "Choose another with --out, or write into it with --force.",
    });
  }
  await requireWritable(await nearestExisting(out), out);
}

/** Refuses, before the work, a file that could not be written. */
export async function requireOutputFile(file: string): Promise<void> {
  if ((await standing(file)) === "folder") throw new FileProblem({ path: file, problem: "cannot be written: a folder stands there", remedy: "Name a file." });
  const folder = dirname(resolve(file));
  if ((await standing(folder)) === "nothing") {
    throw new FileProblem({ path: file, problem: `cannot be written: there is no folder ${folder}`, remedy: "Make it first, or choose another." });
  }
  await requireWritable(folder, file);
}

async function nearestExisting(path: string): Promise<string> {
  const full = resolve(path);
  return (await standing(full)) === "nothing" && dirname(full) !== full ? nearestExisting(dirname(full)) : full;
}

async function requireWritable(folder: string, path: string): Promise<void> {
  if ((await standing(folder)) === "file") throw new FileProblem({ path, problem: `cannot be written: ${folder} is a file`, remedy: "Choose another folder." });
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new FileProblem({
      path,
      problem: `cannot be written: no permission in ${folder}`,
      remedy: "Change its permissions, or choose another folder.",
      cause,
    });
  });
}

/**
 * Writes files into a folder, all or none: into a new folder beside it, which takes its name at the end. Into a folder
 * that exists they move one after the other, each whole.
 */
export async function writeFolder(out: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const full = resolve(out);
  const temporary = join(dirname(full), `.${basename(full)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    if ((await standing(dirname(full))) === "nothing") await mkdir(dirname(full), { recursive: true });
    await mkdir(temporary);
    for (const [name, content] of files) await writeWhole(join(temporary, name), content);
    if ((await standing(full)) === "folder") {
      for (const name of files.keys()) await rename(join(temporary, name), join(full, name));
    } else await rename(temporary, full);
  } catch (cause) {
    if (cause instanceof FileProblem) throw cause;
    throw new FileProblem({
      path: out,
      problem: `cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: "See the reason, and choose another folder.",
      cause,
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
