import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type DemoBrowser, missingBrowser, type OpenPage, startDemo } from "./browser.ts";
import type { Stage, Suite } from "./suite.ts";

/* pnpm test:e2e [--only NAME]: every suite of the demo in a headless Chromium, a line for each test, then the closing line. */

const root = fileURLToPath(new URL("../../..", import.meta.url));
const limit = 60_000;

/** Runs a program of the repository, from source, and returns what it printed. */
const run = (folder: string, ...words: readonly string[]): string =>
  execFileSync(process.execPath, ["--conditions=@ntkit/source", "--import", "tsx", ...words], { cwd: join(root, folder), encoding: "utf8", stdio: "pipe" });

/** Runs one test; its reason if it fails. */
async function failureOf(demo: DemoBrowser, test: (stage: Stage) => Promise<void>): Promise<string | undefined> {
  const opened: OpenPage[] = [];
  const folders: string[] = [];
  const stage: Stage = {
    async open(options) {
      const page = await demo.open(options);
      opened.push(page);
      return page;
    },
    ntkit: (...words) => run(".", "apps/cli/src/main.ts", ...words),
    program: (code) => run("reproductions", "--input-type=module", "--eval", code),
    folder() {
      const path = mkdtempSync(join(tmpdir(), "ntkit-e2e-"));
      folders.push(path);
      return path;
    },
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end within ${limit / 1000} s`)), limit);
    });
    await Promise.race([test(stage), late]);
    const errors = opened.flatMap((page) => page.errors);
    return errors.length === 0 ? undefined : `the console told of errors: ${errors.join("; ")}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
    for (const page of opened) await page.close();
    for (const path of folders) rmSync(path, { recursive: true, force: true });
  }
}

async function suites(only: string | undefined): Promise<Suite[]> {
  const app = join(root, "apps/demo");
  const files = ["test", "src/panels"].flatMap((folder) =>
    readdirSync(join(app, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".e2e.ts"))
      .map((file) => join(folder, file))
      .sort(),
  );
  const all = await Promise.all(files.map(async (file) => ((await import(pathToFileURL(join(app, file)).href)) as { readonly suite: Suite }).suite));
  return all.filter(({ name }) => only === undefined || name === only);
}

const { values } = parseArgs({ options: { only: { type: "string" } } });
const counts = { passed: 0, failed: 0, skipped: 0 };
const chosen = await suites(values.only);
const missing = missingBrowser();
if (missing === undefined) {
  const demo = await startDemo();
  for (const { name, tests } of chosen) {
    for (const [what, test] of Object.entries(tests)) {
      const start = performance.now();
      const failure = await failureOf(demo, test);
      counts[failure === undefined ? "passed" : "failed"]++;
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(
        `${name.padEnd(12)} ${failure === undefined ? "pass" : "FAIL"}  ${what} (${seconds} s)${failure === undefined ? "" : `\n  ${failure.replaceAll("\n", "\n  ")}`}`,
      );
    }
  }
  await demo.close();
} else {
  counts.skipped = chosen.reduce((sum, { tests }) => sum + Object.keys(tests).length, 0);
  console.log(missing);
}
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
