import { UnknownName } from "@ntkit/core";
import { passes, type Reproduction } from "./reproduction.ts";
import { failureLine, heading, rowLine } from "./table.ts";

/** Where the table and the news of long work go. */
export interface Output {
  table(line: string): void;
  progress(line: string): void;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Runs reproductions one after the other and prints their rows as they come, then the closing line. One that throws
 * counts as a failed row; one that runs on request only, and was not asked for, as a skipped one.
 *
 * Throws UnknownName for an id in `only` that there is not.
 */
export async function runAll(reproductions: readonly Reproduction[], only: readonly string[] | undefined, output: Output): Promise<Counts> {
  const ids = reproductions.map(({ id }) => id);
  const unknown = only?.find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    throw new UnknownName({ path: "--only", problem: "no such reproduction", found: unknown, remedy: `There are: ${ids.join(", ")}.` });
  }
  const counts = { passed: 0, failed: 0, skipped: 0 };
  output.table(heading);
  for (const { id, what, source, onRequest, run } of reproductions) {
    if (only !== undefined && !only.includes(id)) continue;
    if (only === undefined && onRequest === true) {
      counts.skipped++;
      output.progress(`${id}: ${what}: runs on request only (--only ${id})`);
      continue;
    }
    output.progress(`${id}: ${what} (${source})`);
    const since = performance.now();
    try {
      for (const row of await run((message) => output.progress(`${id}: ${message}`))) {
        output.table(rowLine(id, row));
        if (passes(row)) counts.passed++;
        else counts.failed++;
      }
    } catch (error) {
      output.table(failureLine(id, what, error instanceof Error ? error.message : String(error)));
      counts.failed++;
    }
    output.progress(`${id}: ${((performance.now() - since) / 1000).toFixed(1)} s`);
  }
  output.table(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts;
}
