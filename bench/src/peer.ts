import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Timing } from "./measure.ts";

/** Runs a workload of the peer's benchmark program with a Python that has it. Rejects if it fails. */
export async function measurePeer(python: string, program: string, workload: string, repetitions: number): Promise<Timing & { readonly engine: string }> {
  const { stdout } = await promisify(execFile)(python, [program, workload, String(repetitions)], { timeout: 600_000 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Timing & { readonly engine: string };
}
