import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { softwareVulkan } from "../src/node.ts";
import type { Outcome } from "./claims/claim.ts";

/** What the program says, a line each. */
type Line = Outcome | { readonly device: string } | { readonly missing: string } | { readonly finished: true };

/**
 * Runs the program that needs a GPU in a process of its own, on SwiftShader if that is installed: results are then the
 * same everywhere. `NTKIT_GPU=hardware` takes what the system has.
 */
async function runProgram(): Promise<{ readonly lines: readonly Line[]; readonly complaints: string }> {
  const software = process.env["NTKIT_GPU"] === "hardware" ? undefined : softwareVulkan();
  const program = fileURLToPath(new URL("program.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@ntkit/source", "--import", "tsx", program], {
    env: { ...process.env, ...software },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 300_000,
  });
  let complaints = "";
  child.stderr.on("data", (data) => {
    complaints += data;
  });
  const lines: Line[] = [];
  for await (const line of createInterface(child.stdout)) lines.push(JSON.parse(line));
  return { lines, complaints };
}

const { lines, complaints } = await runProgram();
const missing = lines.flatMap((line) => ("missing" in line ? [line.missing] : []))[0];
const outcomes = lines.filter((line) => "group" in line);

describe("webgpu", () => {
  if (missing !== undefined) {
    it.skipIf(true)(`nothing of this backend was tried: ${missing}`, () => {});
    return;
  }

  it("runs to its end", () => {
    expect(lines.at(-1), complaints).toEqual({ finished: true });
  });

  describe.each([...new Set(outcomes.map(({ group }) => group))])("%s", (group) => {
    for (const { name, status, reason } of outcomes.filter((outcome) => outcome.group === group)) {
      it.skipIf(status === "skipped")(status === "skipped" ? `${name}: ${reason}` : name, () => {
        expect(status, reason).toBe("passed");
      });
    }
  });
});
