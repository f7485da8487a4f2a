import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { dense, finiteNetwork, initialise, relu, serial } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { lookUp, type NDArray, ndArray } from "@ntkit/core";
import { evaluateEmpirical } from "@ntkit/kernels";
import { candidates } from "./backends.ts";
import { measure } from "./measure.ts";
import { randomState } from "./numpy-random.ts";
import { measurePeer } from "./peer.ts";

/*
 * pnpm --filter @ntkit/bench empirical [--backends NAME[,…]] [--repetitions N] [--peer PYTHON]
 *
 * The empirical NTK of 784-1024-1024-10, all pairs of outputs, for 200 inputs: structured, whole, with the peak memory of the
 * process; by the Jacobian and by vector products in part, scaled to the whole; and the peer's. Writes results/empirical.json.
 *
 * The scaling is kind to the other methods. Jacobian: t(n) = r n + c n(n+1)/2, a cost for each sample's rows of J and for each
 * pair of samples, fitted to n = 4 and 10 in one tile; at 200 every row is taken to be computed once, though J would fill 30 GB.
 * Vector products: the columns of one sample for all 200 rows, times 200.
 */
const samples = 200;
const network = finiteNetwork(serial(dense(1024), relu(), dense(1024), relu(), dense(10)), [784]);
const parameters = initialise(network, { seed: 1 });
const draw = randomState(0);
const x: NDArray = ndArray(
  Float64Array.from({ length: samples * 784 }, () => draw()),
  [samples, 784],
);

const { values: options } = parseArgs({
  options: { backends: { type: "string", default: "reference,tfjs-wasm" }, repetitions: { type: "string", default: "3" }, peer: { type: "string" } },
});
const repetitions = Number(options.repetitions);

const first = (n: number): NDArray => ndArray(x.data.subarray(0, n * 784), [n, 784]);
const enough = 2 ** 34;

/** The time of one run, after another. */
const timed = async (work: () => Promise<unknown>): Promise<number> => (await measure(work, 1)).min_s;

async function byJacobian(on: Backend) {
  const run = (n: number) => timed(() => evaluateEmpirical({ on, network, parameters, x1: first(n), method: "empirical-jacobian", memory: enough }));
  const [n4, n10] = [await run(4), await run(10)];
  const pairs = (n: number) => (n * (n + 1)) / 2;
  const eachPair = (n10 - (10 / 4) * n4) / (pairs(10) - (10 / 4) * pairs(4));
  const eachRow = (n4 - eachPair * pairs(4)) / 4;
  return { measured_s: { n4, n10 }, scaled_s: eachRow * samples + eachPair * pairs(samples) };
}

async function byVectorProducts(on: Backend) {
  const options = { on, network, parameters, x1: x, x2: first(1), method: "empirical-vector-products", memory: enough };
  const seconds = await timed(() => evaluateEmpirical(options));
  return { measured_s: { columns_of_one_sample: seconds }, scaled_s: samples * seconds };
}

const results: Record<string, unknown>[] = [];
const note = (result: Record<string, unknown>): void => {
  results.push(result);
  console.log(JSON.stringify(result));
};

for (const name of options.backends.split(",")) {
  const { start, threads } = lookUp(candidates, name, "backend", "--backends");
  const on = await start();
  const before = process.memoryUsage().rss;
  const work = () => evaluateEmpirical({ on, network, parameters, x1: x });
  const { costs, method, why } = await work();
  const timing = await measure(work, repetitions);
  // The peak is that of the process: it tells of this work alone where nothing larger ran before.
  const peak = results.length === 0 ? { peak_rss_bytes: 1024 * process.resourceUsage().maxRSS, rss_before_bytes: before } : {};
  note({ method, backend: name, n: samples, ...timing, threads, operations: costs[method].operations, tile_bytes: costs[method].bytes, ...peak, why });
  if (name === "reference") {
    const others = { "empirical-jacobian": await byJacobian(on), "empirical-vector-products": await byVectorProducts(on) };
    for (const [other, scaling] of Object.entries(others)) {
      note({ method: other, backend: name, n: samples, ...scaling, ratio_to_structured: scaling.scaled_s / timing.median_s, threads });
    }
  }
  await on.close?.();
}
if (options.peer !== undefined) {
  for (const suffix of ["", "_f32"]) {
    const program = new URL("../peer/empirical_peer.py", import.meta.url).pathname;
    const { engine, median_s, min_s, first_s } = await measurePeer(options.peer, program, `empirical_n${samples}${suffix}`, repetitions);
    const timing = { median_s, min_s, first_s };
    const ratios = results.flatMap(({ backend, method, median_s: own }) => (method === "empirical-structured" ? [[`${backend}`, Number(own) / median_s]] : []));
    const peer = `peer ${engine} ${suffix === "" ? "float64" : "float32"}`;
    note({ method: "structured", backend: peer, n: samples, ...timing, threads: availableParallelism(), ntkit_over_peer: Object.fromEntries(ratios) });
  }
}
const machine = { processor: cpus()[0]?.model ?? "unknown", threads: availableParallelism(), node: process.version };
writeFileSync(
  new URL("../results/empirical.json", import.meta.url),
  `${JSON.stringify({ benchmark: "empirical_784_1024_1024_10", date: new Date().toISOString().slice(0, 10), machine, results }, null, 2)}\n`,
);
