import { basename, dirname, extname, isAbsolute, join } from "node:path";
import type { ExperimentPlugins } from "@ntkit/experiment";
import { readText } from "./inputs.ts";
import { plugins } from "./plugins.ts";

/** What a file holds: an experiment, or the result of one, which is run again. */
export const experimentIn = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "experiment" in value && "hash" in value ? value.experiment : value;

/** Where results go unless asked otherwise: `out/` and the file's name. */
export const usualFolder = (file: string): string => join("out", basename(file, extname(file)));

/** The plugins, with files that an experiment names read beside its own. */
export const withFiles = (file: string, memory: number): ExperimentPlugins => ({
  ...plugins,
  readText: (name) => readText(isAbsolute(name) ? name : join(dirname(file), name), memory),
});
