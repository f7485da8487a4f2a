import { readFileSync } from "node:fs";
import type { Architecture } from "@ntkit/architectures";
import { dense, relu, repeat, serial } from "@ntkit/architectures";
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
const rounding = 2 ** -24;

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

/**
 * How far every entry moves, at most, when what the kernel is a function of moves by a rounding u = 2⁻²⁴: the product q12 of
 * its inputs by u √(q11 q22), the squares q11 and q22 by u of themselves. In float64, on inputs in the plane with those
 * products; the differences themselves, not derivatives, as NTKs have infinite ones at parallel inputs.
 */
async function movements({ architecture, x1, x2 }: Pair): Promise<Record<Kind, Float64Array>> {
  const [y, d] = [x2 ?? x1, x1.shape[1]];
  const [n, m] = [x1.shape[0], y.shape[0]];
  const found = { nngp: new Float64Array(n * m), ntk: new Float64Array(n * m) };
  const dot = (a: NDArray, i: number, b: NDArray, j: number) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += a.data[i * d + k] * b.data[j * d + k];
    return sum / d;
  };
  const steps = [0, rounding, -rounding];
  const moves = [...steps.map((turn) => ({ turn, stretch: 0 })), ...steps.slice(1).map((stretch) => ({ turn: 0, stretch }))];
  for (let i = 0; i < n; i++) {
    const q11 = dot(x1, i, x1, i);
    const rows = steps.flatMap((stretch) => [Math.sqrt(2 * q11 * (1 + stretch)), 0]);
    const columns = Array.from({ length: m }, (_, j) => {
      const q22 = dot(y, j, y, j);
      const cosine = dot(x1, i, y, j) / Math.sqrt(q11 * q22);
      return moves.flatMap(({ turn, stretch }) => {
        const c = Math.max(-1, Math.min(1, cosine + turn));
        const length = Math.sqrt(2 * q22 * (1 + stretch));
        return [length * c, length * Math.sqrt(1 - c * c)];
      });
    });
    const planar = {
      name: "",
      architecture,
      x1: ndArray(Float64Array.from(rows), [steps.length, 2]),
      x2: ndArray(Float64Array.from(columns.flat()), [m * moves.length, 2]),
    };
    const values = await kernels(reference, planar);
    for (const kind of kinds) {
      const at = (row: number, j: number, move: number) => values[kind].data[(row * m + j) * moves.length + move];
      for (let j = 0; j < m; j++) {
        const most = (...others: number[]) => Math.max(...others.map((value) => Math.abs(value - at(0, j, 0))));
        found[kind][i * m + j] = most(at(0, j, 1), at(0, j, 2)) + most(at(0, j, 3), at(0, j, 4)) + most(at(1, j, 0), at(2, j, 0));
      }
    }
  }
  return found;
}

/** What there is to know of a pair in float64: its kernels, and what float32 may do to them. */
interface Analysis {
  readonly expected: Record<Kind, NDArray>;
  readonly movement: Record<Kind, Float64Array>;
  readonly size: Record<Kind, (at: number) => number>;
}
const analyses = new Map<Pair, Analysis>();

async function analysis(pair: Pair): Promise<Analysis> {
  const found = analyses.get(pair) ?? { expected: await kernels(reference, pair), movement: await movements(pair), size: await sizes(pair) };
  analyses.set(pair, found);
  return found;
}

/** How many layers the numbers go through. */
const layersOf = (layers: Architecture["layers"]): number =>
  layers.reduce((sum, layer) => sum + ("times" in layer && "body" in layer ? Number(layer.times) * layersOf(layer.body as Architecture["layers"]) : 1), 0);

describe.each(Object.entries(starters))("kernels on %s in float32", (_, start) => {
  let on: Backend;
  beforeAll(async () => {
    on = await start({ host: reference });
  });

  /*
   * To first order, what float32 does to an entry K is what one rounding u of its Gram entries does (`movements`), and one
   * more in each of L layers, of the size √(K(x, x) K(x', x')) that its terms have there:
   *     |ΔK| ≤ movement + L u √(K(x, x) K(x', x')).
   * The first term has the conditioning of the duals at that correlation (for the NTK of ReLU 1/√(1 − c²), and √u at c = 1),
   * the second what cancels between terms. 2e-6 relative follows where this bound is no larger, and is asked as well where
   * the first term is at most 12 roundings of K and K is at least 1/20 of its natural size.
   */
  let [tried, all] = [0, 0];

  it.each(cases.filter(({ name }) => name.startsWith("fc")).map((pair) => [pair.name, pair] as const))("%s", async (_, pair) => {
    const found = await kernels(on, pair);
    const { expected, movement, size } = await analysis(pair);
    const layers = layersOf(pair.architecture.layers);
    for (const kind of kinds) {
      expected[kind].data.forEach((value, at) => {
        const error = Math.abs(found[kind].data[at] - value);
        const bound = movement[kind][at] + layers * rounding * size[kind](at);
        expect(error, `${kind}[${at}]`).toBeLessThanOrEqual(bound);
        const shallow = layers * rounding <= 2e-6;
        const moderate = shallow && movement[kind][at] <= 12 * rounding * Math.abs(value) && Math.abs(value) >= 0.05 * size[kind](at);
        all += 1;
        if (bound > 2e-6 * Math.abs(value) && !moderate) return;
        tried += 1;
        expect(error / Math.abs(value), `${kind}[${at}]`).toBeLessThan(2e-6);
      });
    }
  });

  it("asks 2e-6 of most of the golden pairs", () => {
    expect(tried / all).toBeGreaterThan(0.75);
  });

  it("takes equal rows for equal, at depth 10, also across two sets", async () => {
    const stream = random(3);
    const row = Float64Array.from({ length: 100 }, () => stream.normal());
    const other = Float64Array.from({ length: 100 }, () => stream.normal());
    const wide = () => dense(64, { weightStd: Math.SQRT2, biasStd: 0.1 });
    const architecture = serial(wide(), repeat(10, relu(), wide()));
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
