import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import peggy from "peggy";

const grammarFile = new URL("../src/text/grammar.peggy", import.meta.url);
export const parserFile = new URL("../src/text/parser.generated.ts", import.meta.url);

/** The text of parser.generated.ts for the committed grammar. */
export function generateParser(): string {
  const source = peggy.generate(readFileSync(grammarFile, "utf8"), { output: "source", format: "bare" });
  return `// @ts-nocheck: generated from grammar.peggy by \`pnpm --filter @ntkit/formula generate\`; do not edit.
import type { GeneratedParser } from "./syntax.ts";

export const parser: GeneratedParser = ${source.trim()};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(parserFile, generateParser());
