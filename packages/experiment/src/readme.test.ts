import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { withFieldTable } from "../test/field-table.ts";
import { plugins, ran } from "../test/plugins.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const block = (language: string) => readme.match(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``))?.[1] ?? "";

test("the table of fields is that of the schema; if not: pnpm --filter @ntkit/experiment generate", () => {
  expect(readme).toBe(withFieldTable(readme));
});

test("the experiment of the README runs", async () => {
  const { result } = (await ran(JSON.parse(block("json")), plugins)).outcome;
  expect(result.final.test.accuracy).toBeGreaterThan(0.8);
});

test("so does the program, which reads as it is printed here", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("../test/readme-program.ts");
  expect(log.mock.calls.flat().join("\n")).toMatch(/^test accuracy 0\.\d+$/);
  log.mockRestore();
  expect(`${block("ts")}\n`).toBe(readFileSync(new URL("../test/readme-program.ts", import.meta.url), "utf8"));
});
