import { NtkitError } from "@ntkit/core";
import { CommanderError } from "commander";
import type { Sink } from "./io.ts";

/** What the program says to the shell when it ends. Killed by Ctrl-C, it is 130, as of any program. */
export const exitCodes = { ok: 0, fault: 1, misuse: 2, numerical: 3 } as const;

/** Numbers that the question asked does not allow: no misuse, but nothing to write either. */
export class NumericalTrouble extends Error {
  override readonly name = "NumericalTrouble";
  readonly status: string;

  constructor({ status, problem, remedy }: { readonly status: string; readonly problem: string; readonly remedy: string }) {
    super(`${problem}. ${remedy}`);
    this.status = status;
  }
}

/** Tells what went wrong, and the code to end with. Misuse is told in a sentence; anything unforeseen is a fault of ntkit, with its trace. */
export function reportError(error: unknown, err: Sink): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.misuse;
  if (error instanceof NtkitError) {
    err.write(`error (${error.tag}): ${error.message}\n`);
    return exitCodes.misuse;
  }
  if (error instanceof NumericalTrouble) {
    err.write(`numerical trouble (${error.status}): ${error.message}\nNothing was written.\n`);
    return exitCodes.numerical;
  }
  err.write(`a fault of ntkit: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.fault;
}
