import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { optimisers, recorders, trainingSchema } from "./index.ts";

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
const readme = read("../README.md");

test("the program of the README reads as it is printed there, and prints what it says", async () => {
  expect(readme.match(/```ts\n([\s\S]*?)```/)?.[1]).toBe(read("../test/readme-program.ts"));
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("../test/readme-program.ts");
  const printed = log.mock.calls.map((values) => `${values.join(" ")}\n`).join("");
  log.mockRestore();
  expect(readme).toContain(`\`\`\`\n${printed}\`\`\``);
});

test("it names every setting, optimiser and recorder", () => {
  for (const name of [trainingSchema.shape, optimisers, recorders].flatMap(Object.keys)) expect(readme).toContain(`\`${name}\``);
});
