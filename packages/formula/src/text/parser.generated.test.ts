import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { generateParser, parserFile } from "../../tools/generate-parser.ts";

const committed = readFileSync(parserFile, "utf8");

it("is what the grammar gives (if not: pnpm --filter @ntkit/formula generate)", () => {
  expect(committed).toBe(generateParser());
});

it("generates no code at run time", () => {
  expect(committed).not.toMatch(/\beval\b|new Function/);
});
