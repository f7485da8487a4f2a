import { type Architecture, dense, erf, gelu, type LayerSpec, layerNorm, parallel, relu, repeat, residual, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray, random } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { infiniteWidthKernels } from "../src/index.ts";

const on = referenceBackend();
const stream = random(12);
const x = ndArray(
  Float64Array.from({ length: 12 }, () => stream.normal()),
  [4, 3],
);

interface Kernels {
  readonly nngp: Float64Array;
  readonly ntk: Float64Array;
}

async function kernels(network: Architecture): Promise<Kernels> {
  const { matrices } = await infiniteWidthKernels(on, network, ["nngp", "ntk"], x);
  return { nngp: matrices.nngp.data, ntk: matrices.ntk.data };
}

/** What the rule says for every entry, from the kernels of networks of one branch each. */
function agree(found: Kernels, parts: readonly Kernels[], rule: (parts: readonly { nngp: number; ntk: number }[]) => { nngp: number; ntk: number }): void {
  found.nngp.forEach((value, e) => {
    const expected = rule(parts.map((part) => ({ nngp: part.nngp[e], ntk: part.ntk[e] })));
    expect(value).toBeCloseTo(expected.nngp, 13);
    expect(found.ntk[e]).toBeCloseTo(expected.ntk, 13);
  });
}

describe("branches, against the kernels of each alone", () => {
  const first = [dense(3, { weightStd: 1.3 }), relu(), dense(3, { biasStd: 0.4 })];
  const second = [dense(9, { biasStd: 0.2 }), erf(), dense(3, { weightStd: 0.8 })];
  const both = async () => [await kernels(serial(...first)), await kernels(serial(...second))];

  it("sum: K = K1 + K2, Θ = Θ1 + Θ2", async () => {
    agree(await kernels(serial(parallel([first, second]))), await both(), ([a, b]) => ({ nngp: a.nngp + b.nngp, ntk: a.ntk + b.ntk }));
  });

  it("product: K = K1 K2, Θ = Θ1 K2 + K1 Θ2", async () => {
    const rule = ([a, b]: readonly { nngp: number; ntk: number }[]) => ({ nngp: a.nngp * b.nngp, ntk: a.ntk * b.nngp + a.nngp * b.ntk });
    agree(await kernels(serial(parallel([first, second], { merge: "product" }))), await both(), rule);
  });

  it("concat: the means weighted by width, which a dense layer above sees", async () => {
    const wide = [...second.slice(0, 2), dense(9, { weightStd: 0.8 })];
    const mean = (a: number, b: number) => (3 * a + 9 * b) / 12;
    const network = serial(parallel([first, wide], { merge: "concat" }), dense(1, { weightStd: 1.1, biasStd: 0.5 }));
    agree(await kernels(network), await both(), ([a, b]) => {
      const nngp = 1.21 * mean(a.nngp, b.nngp) + 0.25;
      return { nngp, ntk: nngp + 1.21 * mean(a.ntk, b.ntk) };
    });
  });

  it("residual: the body's kernels added to its input's", async () => {
    const body = [gelu(), dense(3, { weightStd: 0.7 })];
    const input = [dense(3, { weightStd: 1.3, biasStd: 0.1 })];
    agree(await kernels(serial(...input, residual(...body))), [await kernels(serial(...input)), await kernels(serial(...input, ...body))], ([a, b]) => ({
      nngp: a.nngp + b.nngp,
      ntk: a.ntk + b.ntk,
    }));
  });

  it("repeat: the layers written out", async () => {
    const body = [relu(), dense(3, { weightStd: 1.4, biasStd: 0.1 })];
    expect(await kernels(serial(dense(3), repeat(3, ...body)))).toEqual(await kernels(serial(dense(3), ...body, ...body, ...body)));
  });

  it("layer-norm: variances become q/(ε + q), the correlation stays", async () => {
    const before = await kernels(serial(dense(3, { biasStd: 0.4 })));
    const after = await kernels(serial(dense(3, { biasStd: 0.4 }), layerNorm(0.5)));
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        const scale = Math.sqrt((0.5 + before.nngp[5 * i]) * (0.5 + before.nngp[5 * j]));
        expect(after.nngp[4 * i + j]).toBeCloseTo(before.nngp[4 * i + j] / scale, 14);
        expect(after.ntk[4 * i + j]).toBeCloseTo(before.ntk[4 * i + j] / scale, 14);
      }
    }
  });
});

describe("training some of the layers", () => {
  const widths = [5, 7, 1];
  const network = (trainable: (layer: number) => boolean) =>
    serial(...widths.flatMap((width, k): LayerSpec[] => [...(k > 0 ? [erf()] : []), dense(width, { weightStd: 1.2, biasStd: 0.3, trainable: trainable(k) })]));

  it("Θ is the sum of what each layer adds when it alone is trained", async () => {
    const all = await kernels(network(() => true));
    const alone: Kernels[] = [];
    for (const k of widths.keys()) alone.push(await kernels(network((layer) => layer === k)));
    all.ntk.forEach((value, e) =>
      expect(value).toBeCloseTo(
        alone.reduce((sum, { ntk }) => sum + ntk[e], 0),
        13,
      ),
    );
    for (const { nngp } of alone) expect(nngp).toEqual(all.nngp);
  });

  it("the last layer alone: Θ = K; none: Θ = 0", async () => {
    const last = await kernels(network((layer) => layer === 2));
    expect(last.ntk).toEqual(last.nngp);
    expect((await kernels(network(() => false))).ntk.every((value) => value === 0)).toBe(true);
  });
});

describe("the standard parameterisation", () => {
  const layers = (width: number) => [dense(width, { weightStd: 1.3, biasStd: 0.2 }), relu(), dense(1, { weightStd: 0.9, biasStd: 0.1 })];

  it("has the same NNGP, and Θ' = fanIn·K + 1 + σw² Θ", async () => {
    const [ntk, standard] = [await kernels(serial(...layers(50))), await kernels(serial({ parameterization: "standard" }, ...layers(50)))];
    expect(standard.nngp).toEqual(ntk.nngp);
    const norm = (i: number) => x.data.subarray(3 * i, 3 * i + 3).reduce((sum, v) => sum + v * v, 0);
    for (let i = 0; i < 4; i++) {
      const input = norm(i) / 3;
      const variance = 1.69 * input + 0.04;
      const first = 3 * input + 1;
      // On the diagonal of ReLU F = q/2 and its derivative is 1/2.
      expect(standard.ntk[5 * i]).toBeCloseTo((50 * variance) / 2 + 1 + (0.81 * first) / 2, 12);
    }
  });

  it("without a bias there is no 1, and a bias of standard deviation 0 may be trained all the same", async () => {
    const theta = async (fields: object) => (await kernels(serial({ parameterization: "standard" }, dense(1, fields)))).ntk;
    const none = await theta({});
    const trained = await theta({ bias: true });
    trained.forEach((value, e) => expect(value).toBe(none[e] + 1));
  });

  it("Θ/width tends to a limit as the width grows", async () => {
    const theta = async (width: number) => (await kernels(serial({ parameterization: "standard" }, ...layers(width)))).ntk[1] / width;
    const [coarse, fine, finest] = [await theta(100), await theta(10_000), await theta(1_000_000)];
    expect(Math.abs(fine - finest)).toBeLessThan(0.02 * Math.abs(coarse - finest));
  });
});
