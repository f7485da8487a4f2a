import { NtkitError } from "@ntkit/core";
import { Command } from "commander";
import { reproductions } from "./index.ts";
import { runAll } from "./run.ts";

const ids = (text: string): string[] => text.split(",").map((id) => id.trim());

const program = new Command("test:slow")
  .description("Published results, measured again: one row a number, then the closing line")
  .option("--only <ids>", `results to run, such as 3,12; there are: ${reproductions.map(({ id }) => id).join(", ")}`, ids)
  .parse();

try {
  const counts = await runAll(reproductions, program.opts<{ only?: string[] }>().only, {
    table: (line) => process.stdout.write(`${line}\n`),
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof NtkitError)) throw error;
  process.stderr.write(`error (${error.tag}): ${error.message}\n`);
  process.exitCode = 2;
}
