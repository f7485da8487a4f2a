import type { OpenPage, PageOptions } from "./browser.ts";

/** What an end-to-end test is given: the app in a browser of its own. It fails by throwing; use node:assert. */
export interface Stage {
  /** Opens the page; errors in its console fail the test. */
  open(options?: PageOptions): Promise<OpenPage>;
  /** Runs the command line from source, and returns what it printed. Throws if it fails. */
  ntkit(...words: readonly string[]): string;
  /** Runs a program that imports packages of ntkit, and returns what it printed. Throws if it fails. */
  program(code: string): string;
  /** An empty folder, gone after the test. */
  folder(): string;
}

/** End-to-end tests of a panel, by what they show: the file `test/NAME.e2e.ts` of its folder exports one as `suite`. */
export interface Suite {
  readonly name: string;
  readonly tests: Readonly<Record<string, (stage: Stage) => Promise<void>>>;
}
