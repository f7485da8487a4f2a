import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fixtureTree } from "../test/fixture-tree.ts";

const vitest = fileURLToPath(new URL("../vitest.mjs", import.meta.resolve("vitest")));
const reporter = fileURLToPath(new URL("./closing-line-reporter.ts", import.meta.url));

/** Runs vitest over some test files as a user would, and returns how it ended. */
const run = (files: Readonly<Record<string, string>>, ...options: readonly string[]): Promise<{ code: number | null; lines: string[] }> => {
  const config = `import { ClosingLineReporter } from ${JSON.stringify(reporter)};
export default { test: { globals: true, include: ["**/*.case.ts"], globalSetup: "./setup.ts", reporters: ["default", new ClosingLineReporter()] } };`;
  const root = fixtureTree({ "vitest.config.ts": config, "package.json": { type: "module" }, "setup.ts": "export const setup = () => {};", ...files });
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [vitest, "run", "--root", root, ...options],
      { env: { PATH: process.env["PATH"], NODE_ENV: "test" } },
      (_error, stdout) => resolve({ code: child.exitCode, lines: stdout.split("\n") }),
    );
  });
};

const passing = 'it("passes", () => {}); ';

describe("ClosingLineReporter", () => {
  it("counts tests and prints its line last", async () => {
    const { code, lines } = await run({ "a.case.ts": `${passing} it("too", () => {}); it.skip("later", () => {}); it.todo("some day");` });
    expect(lines.slice(-2)).toEqual(["2 passed, 0 failed, 2 skipped", ""]);
    expect(code).toBe(0);
  });

  it("counts as failed: tests, files that do not import or hold no test, hooks that throw, and unhandled errors", async () => {
    const { code, lines } = await run({
      "test.case.ts": `${passing} it("fails", () => { throw new Error("wrong"); });`,
      "import.case.ts": `import "./missing.ts"; ${passing}`,
      "empty.case.ts": "export {};",
      "hook.case.ts": `describe("suite", () => { beforeAll(() => { throw new Error("hook"); }); ${passing} });`,
      "unhandled.case.ts": 'it("lets an error go", () => { void Promise.reject(new Error("unheard")); });',
    });
    expect(lines.slice(-2)).toEqual(["2 passed, 5 failed, 1 skipped", ""]);
    expect(code).toBe(1);
  });

  it.each([
    ["no file is found", {}, []],
    ["no test matches", { "a.case.ts": passing }, ["-t", "no such name"]],
    ["every test is skipped", { "a.case.ts": 'it.skip("later", () => {});' }, []],
    ["the tests never start", { "a.case.ts": passing, "setup.ts": 'throw new Error("not ready");' }, []],
  ])("fails when %s", async (_when, files, options) => {
    const { code, lines } = await run(files, ...options);
    expect(lines.slice(-2)[0]).toMatch(/^0 passed, 1 failed, [01] skipped$/);
    expect(code).toBe(1);
  });
});
