import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Prints `N passed, N failed, N skipped` when the process ends, so that nothing comes after it.
 * A file that does not import, a hook that throws and an unhandled error each count as one failure,
 * and so does a run that executed no test: a suite that tests nothing must not look green.
 */
export class ClosingLineReporter implements Reporter {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  onInit(): void {
    process.once("exit", (code) => {
      if (this.#failed === 0 && (code !== 0 || this.#passed === 0)) this.#failed = 1;
      if (this.#failed > 0 && code === 0) process.exitCode = 1;
      process.stdout.write(`${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    this.#passed = tests.filter((state) => state === "passed").length;
    this.#skipped = tests.filter((state) => state === "skipped").length;
    const unfinishedOrFailed = tests.length - this.#passed - this.#skipped;
    this.#failed = unfinishedOrFailed + suites.filter((suite) => suite.errors().length > 0).length + unhandledErrors.length;
  }
}
