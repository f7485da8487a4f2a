import { existsSync, readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
const blocks = [...read("../README.md").matchAll(/```(\w*)\n([\s\S]*?)\n```/g)].map(([, language, text]) => ({ language, text }));

it("the example of the README is the file, and prints what the README says", async () => {
  const at = blocks.findIndex(({ language }) => language === "ts");
  expect(blocks[at].text).toBe(read("uncertainty.ts").trimEnd());
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./uncertainty.ts");
  const printed = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  const numbers = (text: string) => (text.match(/-?\d+\.?\d*(e-?\d+)?/g) ?? []).map(Number);
  const expected = blocks[at + 1].text.split("\n");
  expect(printed.map((line) => line.replace(/[\d.e-]+/g, ""))).toEqual(expected.map((line) => line.replace(/[\d.e-]+/g, "")));
  printed.forEach((line, i) => numbers(line).forEach((value, k) => expect(value).toBeCloseTo(numbers(expected[i])[k], 10)));
});

it("every link of the README and the guides leads somewhere", () => {
  for (const page of ["../README.md", "../CONTRIBUTING.md", "../docs/conventions.md", "../docs/backends.md"]) {
    for (const [, target] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(existsSync(new URL(target, new URL(page, import.meta.url))), `${page} → ${target}`).toBe(true);
    }
  }
});
