import { readFileSync } from "node:fs";
import type { Architecture } from "@ntkit/architectures";
import { dense, relu, serial } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { tfjsCpu } from "@ntkit/backend-tfjs/cpu";
import { tfjsWasm } from "@ntkit/backend-tfjs/wasm";
import { fromNested, type NDArray, type Nested, ndArray, random, sliceRows } from "@ntkit/core";
import { type ClassificationDataset, datasets, oneHot } from "@ntkit/datasets";
import { beforeAll, describe, expect, it } from "vitest";
import { infiniteWidthKernels } from "../src/index.ts";
import { fromPeer, type PeerNode } from "./peer-architecture.ts";

const reference = referenceBackend();
const kinds = ["nngp", "ntk"] as const;
const starters = { "tfjs-cpu": tfjsCpu, "tfjs-wasm": tfjsWasm };
type Kind = (typeof kinds)[number];
const rounding = 2 ** -23;

interface Pair {
  readonly name: string;
  readonly architecture: Architecture;
  readonly x1: NDArray;
  readonly x2: NDArray | null;
}

const cases: readonly Pair[] = (
  JSON.parse(readFileSync(new URL("golden/fc.json", import.meta.url), "utf8")) as {
    cases: { name: string; architecture: PeerNode; x1: Nested; x2: Nested | null }[];
  }
).cases.map(({ name, architecture, x1, x2 }) => ({
  name,
  architecture: fromPeer(architecture),
  x1: fromNested(x1),
  x2: x2 === null ? null : fromNested(x2),
}));

const kernels = async (on: Backend, { architecture, x1, x2 }: Pair) => (await infiniteWidthKernels(on, architecture, kinds, x1, x2)).matrices;

/** Inputs moved by a rounding of float32 up or down, each its own way. */
function moved(x: NDArray, seed: number): NDArray {
  const stream = random(seed);
  return ndArray(
    x.data.map((v) => v * (1 + (stream.uniform() < 0.5 ? rounding : -rounding))),
    x.shape,
  );
}

/** √(K(x, x) K(x', x')) for every pair: the size that an entry has where its inputs point the same way. */
async function sizes(pair: Pair): Promise<Record<Kind, (at: number) => number>> {
  const diagonal = async (x: NDArray) => {
    const { nngp, ntk } = await kernels(reference, { ...pair, x1: x, x2: null });
    const of = ({ data, shape: [n] }: NDArray) => Array.from({ length: n }, (_, i) => data[i * (n + 1)]);
    return { nngp: of(nngp), ntk: of(ntk) };
  };
  const rows = await diagonal(pair.x1);
  const columns = pair.x2 === null ? rows : await diagonal(pair.x2);
  const m = columns.nngp.length;
  const size = (kind: Kind) => (at: number) => Math.sqrt(rows[kind][Math.floor(at / m)] * columns[kind][at % m]);
  return { nngp: size("nngp"), ntk: size("ntk") };
}

/** How many roundings of itself every entry moves when the inputs move by one: its condition, measured in float64. */
async function conditions(pair: Pair, expected: Record<Kind, NDArray>): Promise<Record<Kind, Float64Array>> {
  const found = { nngp: new Float64Array(expected.nngp.data.length), ntk: new Float64Array(expected.ntk.data.length) };
  for (const seed of [1, 2, 3, 4]) {
    const other = await kernels(reference, { ...pair, x1: moved(pair.x1, seed), x2: pair.x2 === null ? null : moved(pair.x2, -seed) });
    for (const kind of kinds) {
      other[kind].data.forEach((value, at) => {
        const exact = expected[kind].data[at];
        found[kind][at] = Math.max(found[kind][at], Math.abs(value - exact) / Math.abs(exact) / rounding);
      });
    }
  }
  return found;
}

const depthOf = (name: string): number => Number(/depth(\d+)/.exec(name)?.[1] ?? 1);

describe.each(Object.entries(starters))("kernels on %s in float32", (_, start) => {
  let on: Backend;
  beforeAll(async () => {
    on = await start({ host: reference });
  });

  // 2e-6, and 1e-5 at depth 10: beyond it, roundings add up in proportion to the depth.
  const tolerance = (name: string) => (depthOf(name) < 10 ? 2e-6 : 1e-6 * depthOf(name));
  let [tried, all] = [0, 0];

  it.each(cases.filter(({ name }) => name.startsWith("fc")).map((pair) => [pair.name, pair] as const))("%s, well-conditioned pairs", async (name, pair) => {
    const [expected, found] = [await kernels(reference, pair), await kernels(on, pair)];
    const [condition, size] = [await conditions(pair, expected), await sizes(pair)];
    for (const kind of kinds) {
      const values = expected[kind].data;
      // Where an entry is small for its pair, or follows its inputs more than fourfold, terms cancel that float32 has rounded.
      const good = [...values.keys()].filter((at) => condition[kind][at] <= 4 && Math.abs(values[at]) >= 0.05 * size[kind](at));
      const worst = good.reduce((most, at) => Math.max(most, Math.abs(found[kind].data[at] / values[at] - 1)), 0);
      expect(worst).toBeLessThan(tolerance(name));
      tried += good.length;
      all += values.length;
    }
  });

  it("takes most of the golden pairs for well-conditioned", () => {
    expect(tried / all).toBeGreaterThan(0.6);
  });

  it("takes equal rows for equal, at depth 10, also across two sets", async () => {
    const stream = random(3);
    const row = Float64Array.from({ length: 100 }, () => stream.normal());
    const other = Float64Array.from({ length: 100 }, () => stream.normal());
    const wide = () => dense(64, { weightStd: Math.SQRT2, biasStd: 0.1 });
    const architecture = serial(
      wide(),
      relu(),
      wide(),
      relu(),
      wide(),
      relu(),
      wide(),
      relu(),
      wide(),
      relu(),
      wide(),
      relu(),
      wide(),
      relu(),
      wide(),
      relu(),
      wide(),
      relu(),
      wide(),
      relu(),
      wide(),
    );
    const x1 = ndArray(Float64Array.of(...row, ...other, ...row), [3, 100]);
    const x2 = ndArray(Float64Array.of(...other, ...row), [2, 100]);
    const [self, cross] = [await kernels(on, { name: "", architecture, x1, x2: null }), await kernels(on, { name: "", architecture, x1, x2 })];
    const exact = await kernels(reference, { name: "", architecture, x1, x2: null });
    for (const kind of kinds) {
      expect(self[kind].data[2]).toBe(self[kind].data[0]);
      expect(cross[kind].data[1]).toBe(self[kind].data[0]);
      expect(cross[kind].data[2]).toBe(self[kind].data[4]);
      self[kind].data.forEach((value, at) => expect(Math.abs(value / exact[kind].data[at] - 1)).toBeLessThan(1e-5));
    }
  });

  it("classifies 797 digits as in float64 after training on 1000", async () => {
    const { accuracy32, accuracy64 } = await digitsAccuracies(on);
    expect(accuracy64).toBeGreaterThan(0.965);
    expect(Math.abs(accuracy32 - accuracy64)).toBeLessThanOrEqual(0.002);
  });
});

/** Test accuracy of `Θ(x, X) Θ(X, X)⁻¹ y` with kernels of the backend and of the reference, solved on the reference. */
async function digitsAccuracies(on: Backend): Promise<{ accuracy32: number; accuracy64: number }> {
  const { inputs, labels } = await (datasets["digits"] as ClassificationDataset).load();
  const scaled = ndArray(
    inputs.data.map((v) => v / 16),
    inputs.shape,
  );
  const [train, test] = [sliceRows(scaled, 0, 1000), sliceRows(scaled, 1000, 1797)];
  const architecture = serial(
    dense(512, { weightStd: Math.SQRT2, biasStd: 0.1 }),
    relu(),
    dense(512, { weightStd: Math.SQRT2, biasStd: 0.1 }),
    relu(),
    dense(10),
  );
  const targets = oneHot(labels.slice(0, 1000), 10, { centred: true });
  const accuracyOn = async (computedOn: Backend) => {
    const theta = (await infiniteWidthKernels(computedOn, architecture, ["ntk"], train)).matrices.ntk;
    const cross = (await infiniteWidthKernels(computedOn, architecture, ["ntk"], test, train)).matrices.ntk;
    const mean = await reference.scope(async () => {
      const result = await reference.cholesky(reference.tensor(theta));
      if (result.status !== "ok") throw new Error(result.problem);
      return reference.read(reference.matmul(reference.tensor(cross), reference.choleskySolve(result.factor, reference.tensor(targets))));
    });
    const right = [...labels.slice(1000)].filter((label, i) => {
      const scores = mean.data.subarray(10 * i, 10 * (i + 1));
      return scores.indexOf(Math.max(...scores)) === label;
    });
    return right.length / 797;
  };
  reference64 ??= accuracyOn(reference);
  return { accuracy32: await accuracyOn(on), accuracy64: await reference64 };
}

let reference64: Promise<number> | undefined;
