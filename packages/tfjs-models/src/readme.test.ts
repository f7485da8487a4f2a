import { readFileSync } from "node:fs";
import { beforeAll, expect, test, vi } from "vitest";
import { startTfjs } from "../test/forward.ts";
import { layerRules } from "./layers/index.ts";

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
const readme = read("../README.md");

beforeAll(startTfjs);

test("the program of the README reads as it is printed there, and prints what it says", async () => {
  const program = read("../test/readme-program.ts");
  expect(readme.match(/```ts\n([\s\S]*?)```/)?.[1]).toBe(program);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("../test/readme-program.ts");
  const printed = log.mock.calls.map(([value]) => JSON.stringify(value).replace(/dense_Dense\d+/, "dense_Dense2"));
  log.mockRestore();
  const said = [...program.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, value]) => JSON.stringify(JSON.parse(value)));
  expect(printed).toEqual(said);
});

test("it lists every class of layers that has a rule", () => {
  for (const name of Object.keys(layerRules)) expect(readme).toContain(`\`${name}\``);
});
