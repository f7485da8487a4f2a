import { conformanceCases, runCase } from "@ntkit/backend/conformance";
import { referenceBackend } from "@ntkit/backend-reference";
import { type OpenInNodeOptions, openWebgpuInNode } from "../src/node.ts";
import { accuracyClaims } from "./claims/accuracy.ts";
import { behaviourClaims } from "./claims/behaviour.ts";
import type { Bench, Claim, Outcome } from "./claims/claim.ts";
import { goldenClaims } from "./claims/golden.ts";

/*
 * Runs everything that needs a GPU, in a process of its own: Dawn takes the process with it if it crashes. Prints a line of JSON for
 * each outcome; first the device, or why there is none.
 */

const print = (line: unknown): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const open = (options: Partial<OpenInNodeOptions> = {}) => openWebgpuInNode({ host: referenceBackend(), ...options });

async function outcome(group: string, { name, bound, measure }: Claim, bench: Bench): Promise<Outcome> {
  try {
    const { value, at } = await bench.on.scope(() => measure(bench));
    return { group, name, status: value <= bound ? "passed" : "failed", value, bound, reason: `${value} > ${bound}: ${at}` };
  } catch (error) {
    return {
      group,
      name,
      status: "failed",
      value: Number.POSITIVE_INFINITY,
      bound,
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

async function main(): Promise<void> {
  let on: Bench["on"];
  try {
    on = await open();
  } catch (error) {
    print({ missing: error instanceof Error ? error.message : String(error) });
    return;
  }
  const bench: Bench = { on, fusing: await open({ fuseGram: true }), reference: referenceBackend(), open };
  print({ device: on.capabilities.device });
  for (const conformance of conformanceCases) {
    const { name, status, deviation, tolerance, reason } = await runCase(conformance, on);
    print({
      group: "keeps the contract",
      name,
      status: status === "unsupported" ? "skipped" : status,
      value: deviation,
      bound: tolerance,
      reason,
    } satisfies Outcome);
  }
  for (const [group, claims] of [
    ["computes every operation accurately", accuracyClaims],
    ["computes kernels as the reference does", goldenClaims],
    ["behaves", behaviourClaims],
  ] as const) {
    for (const claim of claims) print(await outcome(group, claim, bench));
  }
  on.close();
  bench.fusing.close();
  print({ finished: true });
}

await main();
