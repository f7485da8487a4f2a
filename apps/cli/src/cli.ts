import { Command } from "commander";
import { addBackendsCommand } from "./commands/backends.ts";
import { addEmpiricalCommand } from "./commands/empirical.ts";
import { addExplainCommand } from "./commands/explain.ts";
import { addKernelCommand } from "./commands/kernel.ts";
import { addPredictCommand } from "./commands/predict.ts";
import { addTrainCommand } from "./commands/train.ts";
import { version } from "./environment.ts";
import { exitCodes, reportError } from "./exit.ts";
import { type Io, processIo } from "./io.ts";
import { backends } from "./plugins.ts";

const closing = `
Exit codes: ${exitCodes.ok} done, ${exitCodes.misuse} misuse, ${exitCodes.numerical} numerical trouble (both with the remedy), ${exitCodes.fault} a fault of ntkit, ${exitCodes.interrupted} interrupted.
`;

/** Runs the command line on the words after the program's name: the exit code. Never throws. */
export async function runCli(words: readonly string[], io: Io = processIo()): Promise<number> {
  const program = new Command("ntkit")
    .description("Kernels and training of infinitely wide neural networks")
    .version(version())
    .showHelpAfterError("(--help tells what there is)")
    .addHelpText("after", closing)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: (text) => io.err.write(text),
      getOutHelpWidth: () => io.out.columns || 100,
      getErrHelpWidth: () => io.err.columns || 100,
    });
  addPredictCommand(program, io);
  addTrainCommand(program, io);
  addKernelCommand(program, io);
  addEmpiricalCommand(program, io);
  addExplainCommand(program, io);
  addBackendsCommand(program, backends, io.out);
  try {
    await program.parseAsync(words, { from: "user" });
    return exitCodes.ok;
  } catch (error) {
    return reportError(error, io.err);
  }
}
