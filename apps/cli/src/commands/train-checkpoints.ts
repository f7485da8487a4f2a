import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { FileProblem } from "@ntkit/core";
import { readBytes } from "@ntkit/datasets/node";
import { type Checkpoint, decodeCheckpoint } from "@ntkit/training";
import { requireOutputFolder } from "../output.ts";

const pattern = /^checkpoint-(.+)\.npz$/;

/** The file of a checkpoint in the folder of a training. */
export const checkpointFile = (out: string, name: string): string => join(out, `checkpoint-${name}.npz`);

const namesIn = async (out: string): Promise<string[]> =>
  (await readdir(out).catch((): string[] => [])).flatMap((file) => {
    const [, name] = file.match(pattern) ?? [];
    return name === undefined ? [] : [name];
  });

/** Refuses, before the work, a folder in which there is nothing to go on from, or something that would be lost. */
export async function requireTrainingFolder(out: string, { force, resume }: { readonly force: boolean; readonly resume: boolean }): Promise<void> {
  const names = await namesIn(out);
  if (resume && names.length === 0) {
    throw new FileProblem({ path: out, problem: "there is no interrupted training here", remedy: "Leave out --resume, or name its folder with --out." });
  }
  if (!resume && !force && names.length > 0) {
    throw new FileProblem({
      path: out,
      problem: "the folder holds a training that was interrupted",
      remedy: "Go on with --resume, begin anew with --force, or choose another folder with --out.",
    });
  }
  await requireOutputFolder(out, force || resume);
}

/** Where the networks of an interrupted training stand. Throws FileProblem for a file that is damaged. */
export async function readCheckpoints(out: string): Promise<Record<string, Checkpoint>> {
  const read: Record<string, Checkpoint> = {};
  for (const name of await namesIn(out)) {
    const file = checkpointFile(out, name);
    read[name] = decodeCheckpoint(await readBytes(file), file);
  }
  return read;
}

/** Takes the checkpoints of a folder away: the training is whole, or begins anew. */
export async function dropCheckpoints(out: string): Promise<void> {
  for (const name of await namesIn(out)) await rm(checkpointFile(out, name), { force: true });
}
