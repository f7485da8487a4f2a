import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { numbers } from "../../test/finite.ts";
import { dense, dropout, elementwise, erf, finiteNetwork, flatten, identity, initialise, layerNorm, parallel, repeat, residual, serial } from "../index.ts";
import type { LayerSpec } from "../layer.ts";

const on = referenceBackend();
const input = [6];
const x = numbers([4, ...input], 1);

/** Outputs of a network of some layers with the parameters given by name. */
async function outputs(layers: readonly LayerSpec[], at = x, options: object = {}): Promise<number[][]> {
  const network = finiteNetwork(serial({ input: at.shape.slice(1) }, ...layers));
  const { data, shape } = await on.read(await network.forward(on, network.tensors(on, initialise(network, { seed: 3 })), on.tensor(at), options));
  const width = data.length / (shape[0] ?? 1);
  return Array.from({ length: shape[0] ?? 0 }, (_, i) => [...data.slice(i * width, (i + 1) * width)]);
}

const rows = Array.from({ length: 4 }, (_, i) => [...x.data.slice(i * 6, (i + 1) * 6)]);
const square = elementwise("x^2");

function expectRows(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  expect(found.map((row) => row.length)).toEqual(wanted.map((row) => row.length));
  found.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(wanted[i][j], 12)));
}

describe("what layers without parameters give", () => {
  it("layer-norm: zero mean and variance v/(v + ε) over the channels", async () => {
    const normalised = (row: readonly number[]) => {
      const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
      return row.map((value) => (value - mean) / Math.sqrt(variance + 0.1));
    };
    expectRows(await outputs([layerNorm(0.1)]), rows.map(normalised));
    const images = await outputs([layerNorm(0.1)], ndArray(x.data, [2, 2, 2, 3]));
    const pixels = Array.from({ length: 8 }, (_, i) => normalised([...x.data.slice(i * 3, (i + 1) * 3)]));
    expectRows(images, [pixels.slice(0, 4).flat(), pixels.slice(4).flat()]);
  });

  it("layer-norm of equal channels is 0, not NaN", async () => {
    expectRows(await outputs([layerNorm()], ndArray(new Float64Array(12).fill(3), [2, 6])), [new Array<number>(6).fill(0), new Array<number>(6).fill(0)]);
  });

  it("parallel: sum, product, side by side, one after another", async () => {
    const branches = [[identity()], [square], [elementwise("x + 1")]];
    expectRows(
      await outputs([parallel(branches)]),
      rows.map((row) => row.map((v) => v + v * v + v + 1)),
    );
    expectRows(
      await outputs([parallel(branches, { merge: "product" })]),
      rows.map((row) => row.map((v) => v * v * v * (v + 1))),
    );
    expectRows(
      await outputs([parallel(branches, { merge: "concat" })]),
      rows.map((row) => [...row, ...row.map((v) => v * v), ...row.map((v) => v + 1)]),
    );
    const stacked = [...rows, ...rows.map((row) => row.map((v) => v * v)), ...rows.map((row) => row.map((v) => v + 1))];
    expectRows(await outputs([parallel(branches, { merge: "concat", axis: "samples" })]), stacked);
  });

  it("parallel on images puts channels side by side at each place", async () => {
    const images = ndArray(x.data, [2, 2, 2, 3]);
    const found = await outputs([parallel([[identity()], [square]], { merge: "concat" })], images);
    const pixels = Array.from({ length: 8 }, (_, i) => [...x.data.slice(i * 3, (i + 1) * 3)]).map((row) => [...row, ...row.map((v) => v * v)]);
    expectRows(found, [pixels.slice(0, 4).flat(), pixels.slice(4).flat()]);
  });

  it("residual, repeat, identity, flatten", async () => {
    expectRows(
      await outputs([residual(square), repeat(2, square), identity()]),
      rows.map((row) => row.map((v) => (v + v * v) ** 4)),
    );
    expectRows(await outputs([flatten()], ndArray(x.data, [4, 1, 2, 3])), rows);
  });
});

describe("dropout", () => {
  const wide = numbers([5, 400], 2);
  const on1 = ndArray(new Float64Array(2000).fill(1), [5, 400]);

  it("keeps a unit with its probability, scaled by 1/r, and has another mask for each sample, layer and seed", async () => {
    const [first, second] = [await outputs([dropout(0.7)], on1, { seed: 1 }), await outputs([dropout(0.7)], on1, { seed: 2 })];
    const units = first.flat();
    for (const unit of units) expect(unit === 0 || unit === 1 / 0.7).toBe(true);
    // 2000 draws: the standard deviation of the share is 0.0102.
    expect(Math.abs(units.filter((unit) => unit > 0).length / units.length - 0.7)).toBeLessThan(0.041);
    const agreement = (a: readonly number[], b: readonly number[]) => a.filter((value, i) => value === b[i]).length / a.length;
    // Independent masks agree in 0.7² + 0.3² = 0.58 of the units; 400 draws: standard deviation 0.025.
    const twice = await outputs([dropout(0.7), elementwise("x * 0 + 1"), dropout(0.7)], on1, { seed: 1 });
    for (const other of [first[1], second[0], twice[0]]) expect(Math.abs(agreement(first[0], other) - 0.58)).toBeLessThan(0.1);
    expect(await outputs([dropout(0.7)], on1, { seed: 1 })).toEqual(first);
  });

  it("gives a sample the same mask whatever tile it comes in, also where samples have become several", async () => {
    const branches = parallel([[dense(30), erf()], [dense(30)]], { merge: "concat", axis: "samples" });
    for (const layers of [[dropout(0.7)], [dropout(0.5), repeat(2, residual(dropout(0.5)))], [branches, dropout(0.5)]]) {
      const whole = await outputs(layers, wide, { seed: 1, firstSample: 10 });
      const tile = await outputs(layers, ndArray(wide.data.slice(2 * 400, 4 * 400), [2, 400]), { seed: 1, firstSample: 12 });
      const copies = whole.length / 5;
      const wanted = Array.from({ length: copies }, (_, copy) => [whole[copy * 5 + 2], whole[copy * 5 + 3]]).flat();
      expect(tile).toEqual(wanted);
    }
    const [copy, other] = [0, 1].map(
      async (i) => (await outputs([parallel([[identity()], [identity()]], { merge: "concat", axis: "samples" }), dropout(0.5)], on1))[5 * i],
    );
    expect(await copy).not.toEqual(await other);
  });

  it("passes on in mode test, and where everything is kept", async () => {
    expectRows(await outputs([{ kind: "dropout", keep: 0.5, mode: "test" } as LayerSpec]), rows);
    expectRows(await outputs([dropout(1)]), rows);
  });

  it("draws the same mask on the way back", async () => {
    const network = finiteNetwork(serial({ input: [400] }, dropout(0.6)));
    const options = { seed: 9, firstSample: 3 };
    const masks = (await on.read(await network.forward(on, {}, on.tensor(on1), options))).data;
    const at = await network.at(on, {}, on.tensor(wide), options);
    expect((await on.read(await at.pull(on.tensor(on1)))).data).toEqual(masks);
  });
});
