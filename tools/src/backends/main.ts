import { parseArgs } from "node:util";
import { referenceBackend } from "@ntkit/backend-reference";
import { examineInChromium } from "./browser.ts";
import { examine } from "./examine.ts";
import { nodeBackends } from "./node-backends.ts";
import { backendTable, type Row } from "./table.ts";

/*
 * pnpm test:backends [--only NAME[,NAME…]] [--no-browser]: the conformance suite on every backend that can be loaded
 * here, in Node and in a headless Chromium, as a table. Fails if a case fails; what cannot be loaded is listed with its reason.
 */

const inBrowser = ["tfjs-webgl", "tfjs-webgpu", "webgpu"];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: "string" }, "no-browser": { type: "boolean", default: false } } });
  const asked = values.only?.split(",");
  const wanted = (name: string) => asked === undefined || asked.includes(name);
  const rows: Row[] = [];
  const add = (row: Row) => {
    rows.push(row);
    process.stderr.write(`${row.name}: ${row.result.status === "examined" ? `${row.result.passed} cases passed` : "cannot be loaded here"}\n`);
  };

  for (const [name, { start, unsupported }] of Object.entries(nodeBackends).filter(([name]) => wanted(name))) {
    add({ name, result: await start().then((on) => examine(on, referenceBackend(), unsupported), missing) });
  }
  const pages = inBrowser.filter(wanted);
  if (!values["no-browser"]) await examineInChromium(pages, (name, result) => add({ name: `${name} (Chromium)`, result }));

  console.log(backendTable(rows));
  const failed = rows.reduce((sum, { result }) => sum + (result.status === "examined" ? result.failed.length : 0), 0);
  const passed = rows.reduce((sum, { result }) => sum + (result.status === "examined" ? result.passed : 0), 0);
  const skipped = rows.reduce((sum, { result }) => sum + (result.status === "examined" ? result.skipped.length : 1), 0);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  // An open device would keep the process alive.
  process.exit(failed > 0 ? 1 : 0);
}

const missing = (error: unknown) => ({ status: "missing" as const, reason: error instanceof Error ? error.message : String(error) });

await main();
