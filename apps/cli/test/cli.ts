import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { runCli } from "../src/cli.ts";

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, on a machine with so much memory. */
export async function cli(words: readonly string[], { memory = 1e12 } = {}): Promise<Run> {
  let [out, err] = ["", ""];
  const code = await runCli(words, {
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text) },
    memory,
  });
  return { code, out, err };
}

/** A new folder with these files, gone when the test is done. */
export function folder(files: Readonly<Record<string, string | Uint8Array | object>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "ntkit-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content));
  }
  return path;
}

const wide = { weightStd: 1.5, biasStd: 0.1 };

/** A network of one hidden layer. */
export const network = (outputs: number, nonlinearity = "erf") => ({
  layers: [{ kind: "dense", width: 64, ...wide }, { kind: nonlinearity }, { kind: "dense", width: outputs, ...wide }],
});

/** A small experiment that takes a moment. */
export const iris = {
  name: "Irises",
  data: { source: { dataset: "iris" }, split: { order: "shuffled", train: 40, test: 20, seed: 1, stratified: true }, preparation: [{ kind: "standardise" }] },
  architecture: network(3),
  times: { count: 6 },
};
