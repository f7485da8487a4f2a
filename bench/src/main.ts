import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { lookUp, NtkitError } from "@ntkit/core";
import { candidates } from "./backends.ts";
import { measure, type Timing } from "./measure.ts";
import { measurePeer } from "./peer.ts";
import { workload } from "./workloads.ts";

/*
 * pnpm -s bench [--only WORKLOAD[,…]] [--backends NAME[,…]] [--repetitions N] [--json] [--out FILE] [--peer PYTHON --peer-program FILE]
 *
 * One line for each workload and backend. --peer also runs the peer's program, in float64 and float32, and gives the
 * ratio to it: times of different machines are no comparison, so both are taken in the same run.
 */

interface Result extends Timing {
  readonly workload: string;
  readonly backend: string;
  readonly threads: number;
  /** Nanoseconds an entry of the kernel matrices, where the workload makes some. */
  readonly ns_entry?: number;
}

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "fc_relu3_n1000" },
    backends: { type: "string", default: "reference,tfjs-cpu,tfjs-wasm" },
    repetitions: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
    out: { type: "string" },
    peer: { type: "string" },
    "peer-program": { type: "string", default: "bench/peer/bench_peer.py" },
  },
});

const results: Result[] = [];

function add(result: Omit<Result, "ns_entry">): void {
  const n = Number(/_n(\d+)/.exec(result.workload)?.[1]);
  const full: Result = result.workload.startsWith("fc_") ? { ...result, ns_entry: (1e9 * result.median_s) / n ** 2 } : result;
  results.push(full);
  const { workload: name, backend, median_s: median, min_s: min, first_s: first, threads } = full;
  console.log(
    options.json
      ? JSON.stringify({ workload: name, backend, median_s: median, min_s: min, first_s: first, threads })
      : `${name.padEnd(18)} ${backend.padEnd(24)} median ${median.toFixed(4)} s  min ${min.toFixed(4)} s  first ${first.toFixed(4)} s  ${full.ns_entry === undefined ? "" : `${full.ns_entry.toFixed(1)} ns an entry  `}${threads} thread(s)`,
  );
}

async function main(): Promise<void> {
  const repetitions = Number(options.repetitions);
  for (const name of options.only.split(",")) {
    for (const backend of options.backends.split(",")) {
      const { start, threads } = lookUp(candidates, backend, "backend", "--backends");
      const on = await start();
      add({ workload: name, backend, ...(await measure(workload(name, on), repetitions)), threads });
      await on.close?.();
    }
    if (options.peer === undefined) continue;
    for (const suffix of ["", "_f32"]) {
      const { engine, median_s, min_s, first_s } = await measurePeer(options.peer, options["peer-program"], `${name}${suffix}`, repetitions);
      add({ workload: name, backend: `peer ${engine} ${suffix === "" ? "float64" : "float32"}`, median_s, min_s, first_s, threads: availableParallelism() });
    }
  }
  if (options.out !== undefined) await write(options.out);
}

/** The results with what is needed to judge them: the machine, and every backend's time over the peer's and the reference's. */
async function write(file: string): Promise<void> {
  const yardsticks = results.filter(({ backend }) => backend.startsWith("peer") || backend === "reference");
  const report = {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      processor: cpus()[0]?.model ?? "unknown",
      threads: availableParallelism(),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
    results: results.map((result) => ({
      ...result,
      ratio: Object.fromEntries(
        yardsticks.filter(({ workload }) => workload === result.workload).map(({ backend, median_s }) => [backend, result.median_s / median_s]),
      ),
    })),
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof NtkitError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
