import { readFileSync } from "node:fs";

/** The version of this program, from its package.json. */
export function version(): string {
  const { version: found } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return found;
}

/** What a result states of the program and machine that made it. */
export function environment(): Record<string, string> {
  return { ntkit: version(), node: process.version, platform: `${process.platform} ${process.arch}` };
}
