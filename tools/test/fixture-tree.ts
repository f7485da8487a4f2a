import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Writes a small repository (path → text, or an object that becomes JSON) for one test and returns its folder; it goes when the test ends. */
export const fixtureTree = (files: Readonly<Record<string, string | object>>): string => {
  const root = mkdtempSync(join(tmpdir(), "ntkit-tools-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return root;
};
