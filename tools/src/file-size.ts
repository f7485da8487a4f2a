import { readWorkspace } from "./workspace.ts";

/** Lines at which a file is worth a look, and at which it has to be split. */
const limits = { look: 250, split: 400 };

/** Files over the second limit that are right as they are, each with its reason. */
export const longFiles: Readonly<Record<string, string>> = {};

/** What a program wrote, code or data, is not for reading: `*.generated.ts` is not counted. Biome leaves it out too. */
const isForReading = (path: string): boolean => !path.includes(".generated.");

const linesOf = (text: string): number => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

const median = (sorted: readonly number[]): number => {
  const middle = sorted.length / 2;
  return sorted.length === 0 ? 0 : ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
};

export interface SizeReport {
  /** Lines for a person to read: how many files, their median, and those over the first limit. */
  readonly lines: readonly string[];
  /** What fails the check, a sentence each. */
  readonly problems: readonly string[];
}

/** Counts the lines of every TypeScript file of every package in the repository at `root`. */
export const reportFileSizes = (root: string, allowed: Readonly<Record<string, string>>): SizeReport => {
  const files = readWorkspace(root)
    .flatMap((one) => one.files)
    .filter(({ path }) => isForReading(path))
    .map(({ path, text, development }) => ({ path, development, lines: linesOf(text) }))
    .sort((a, b) => a.lines - b.lines);
  const summary = (name: string, lines: readonly number[]): string =>
    `${name}: ${lines.length} files, median ${median(lines)} lines, longest ${lines.at(-1) ?? 0}`;
  const measure = (development: boolean): number[] => files.filter((file) => file.development === development).map(({ lines }) => lines);
  const long = files.filter(({ lines }) => lines > limits.look);
  const tooLong = files.filter(({ lines }) => lines > limits.split);
  return {
    lines: [summary("source", measure(false)), summary("tests", measure(true)), ...long.map(({ path, lines }) => `look: ${path} has ${lines} lines`)],
    problems: [
      ...tooLong
        .filter(({ path }) => !(path in allowed))
        .map(({ path, lines }) => `${path} has ${lines} lines, over ${limits.split}: split it, or list it with its reason in tools/src/file-size.ts`),
      ...Object.keys(allowed)
        .filter((path) => !tooLong.some((file) => file.path === path))
        .map((path) => `${path} is listed in tools/src/file-size.ts as too long, and is not: take it off the list`),
    ],
  };
};
