#!/usr/bin/env node
import { NtkitError } from "@ntkit/core";
import { Command } from "commander";
import { addBackendsCommand } from "./commands/backends.ts";
import { addKernelCommand } from "./commands/kernel.ts";
import { addPredictCommand } from "./commands/predict.ts";
import { version } from "./environment.ts";
import { backends } from "./plugins.ts";

const program = new Command("ntkit").description("Kernels and training of infinitely wide neural networks").version(version()).showHelpAfterError();
addPredictCommand(program);
addKernelCommand(program);
addBackendsCommand(program, backends);

try {
  await program.parseAsync();
} catch (error) {
  // Misuse is told in a sentence; anything else is a fault of ntkit, with its trace.
  if (error instanceof NtkitError) {
    process.stderr.write(`error (${error.tag}): ${error.message}\n`);
    process.exitCode = 2;
  } else throw error;
}
