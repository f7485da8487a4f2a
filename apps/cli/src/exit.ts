import { NtkitError } from "@ntkit/core";
import { CommanderError } from "commander";
import type { Sink } from "./io.ts";

/** What the program says to the shell when it ends. Ended by Ctrl-C, it is 130, as of any program. */
export const exitCodes = { ok: 0, fault: 1, misuse: 2, numerical: 3, interrupted: 130 } as const;

/** What came of numerical trouble: what happened, what to do, and what was written in spite of it. */
interface TroubleTold {
  readonly status: string;
  readonly problem: string;
  readonly remedy: string;
  readonly written?: string;
}

/** Numbers that the question asked does not allow: no misuse, and mostly nothing to write either. */
export class NumericalTrouble extends Error {
  override readonly name = "NumericalTrouble";
  readonly status: string;
  readonly written: string;

  constructor({ status, problem, remedy, written = "Nothing was written." }: TroubleTold) {
    super(`${problem}. ${remedy}`);
    this.status = status;
    this.written = written;
  }
}

/** Work that was stopped by Ctrl-C, and what became of it. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Tells what went wrong, and the code to end with. Misuse is told in a sentence; anything unforeseen is a fault of ntkit, with its trace. */
export function reportError(error: unknown, err: Sink): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.misuse;
  if (error instanceof NtkitError) {
    err.write(`error (${error.tag}): ${error.message}\n`);
    return exitCodes.misuse;
  }
  if (error instanceof NumericalTrouble) {
    err.write(`numerical trouble (${error.status}): ${error.message}\n${error.written}\n`);
    return exitCodes.numerical;
  }
  if (error instanceof Interrupted) {
    err.write(`interrupted: ${error.message}\n`);
    return exitCodes.interrupted;
  }
  err.write(`a fault of ntkit: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.fault;
}
