import type { Backend } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray, random, ShapeMismatch } from "@ntkit/core";
import { beforeAll, describe, expect, it } from "vitest";
import { tfjsCpu } from "./cpu.ts";
import { exactGram } from "./exact-gram.ts";
import { tfjsWasm } from "./wasm.ts";

function normals(n: number, d: number, seed: number, size: (i: number) => number = () => 1): NDArray {
  const stream = random(seed);
  return ndArray(
    Float64Array.from({ length: n * d }, (_, at) => size(Math.floor(at / d)) * stream.normal()),
    [n, d],
  );
}

/** `Σ a b` of multiples of 2⁻⁶⁰, in big integers: rounded once, at the end. */
function exactDot(x: NDArray, i: number, y: NDArray, j: number): number {
  const d = x.shape[1];
  const fixed = (v: number) => BigInt(v * 2 ** 60);
  let sum = 0n;
  for (let k = 0; k < d; k++) sum += fixed(x.data[i * d + k]) * fixed(y.data[j * d + k]);
  return Number(sum) / 2 ** 120;
}

describe.each(Object.entries({ "tfjs-cpu": tfjsCpu, "tfjs-wasm": tfjsWasm }))("exactGram on %s", (_, start) => {
  let on: Backend;
  beforeAll(async () => {
    on = await start({ host: referenceBackend() });
  });

  it.each([1, 7, 64, 784, 5000])("equals big integers to the last bits of float64, for %s features", async (d) => {
    // Multiples of 2⁻⁵⁰, so that the integers are exact.
    const grid = (x: NDArray) =>
      ndArray(
        x.data.map((v) => Math.round(v * 2 ** 50) / 2 ** 50),
        x.shape,
      );
    const [x, y] = [grid(normals(5, d, 1)), grid(normals(4, d, 2))];
    const { data } = await exactGram(on, x, y, 1);
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 4; j++) {
        const size = Math.max(...x.data.map(Math.abs)) * Math.max(...y.data.map(Math.abs)) * d;
        expect(Math.abs(data[i * 4 + j] - exactDot(x, i, y, j)) / size).toBeLessThan(2 ** -53);
      }
    }
  });

  it("is exact for integers, as pixels are", async () => {
    const x = ndArray(
      Float64Array.from({ length: 20 * 300 }, (_, at) => (at * 7919) % 256),
      [20, 300],
    );
    const { data } = await exactGram(on, x, null, 1);
    const exact = referenceBackend();
    expect(data).toEqual((await exact.read(exact.gram(exact.tensor(x), null, 1))).data);
  });

  it("is symmetric, gives equal rows equal entries, and does not mind rows of very different size", async () => {
    const x = normals(9, 100, 3, (i) => 10 ** (30 * (i % 3) - 30));
    x.data.copyWithin(7 * 100, 100, 200);
    const { data } = await exactGram(on, x, null, 0.1);
    for (let i = 0; i < 9; i++) for (let j = 0; j < 9; j++) expect(data[i * 9 + j]).toBe(data[j * 9 + i]);
    expect(data[7 * 9 + 7]).toBe(data[1 * 9 + 7]);
    expect(data[1 * 9 + 1]).toBe(data[1 * 9 + 7]);
    const exact = referenceBackend();
    const expected = (await exact.read(exact.gram(exact.tensor(x), null, 0.1))).data;
    data.forEach((value, at) => {
      const size = Math.sqrt(expected[Math.floor(at / 9) * 10] * expected[(at % 9) * 10]);
      expect(Math.abs(value - expected[at]) / size).toBeLessThan(5e-15);
    });
  });

  it("keeps the stated error with few slices", async () => {
    const [x, d] = [normals(6, 200, 4), 200];
    const bits = Math.floor((24 - Math.log2(d)) / 2);
    const exact = (await exactGram(on, x, null, 1)).data;
    const most = x.data.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
    for (const slices of [1, 2, 3]) {
      const { data } = await exactGram(on, x, null, 1, { slices });
      const worst = data.reduce((a, v, at) => Math.max(a, Math.abs(v - exact[at])), 0);
      // A row's power of two may be twice its largest number.
      expect(worst).toBeLessThan(4 * slices * 2 ** (-bits * slices) * d * most * most);
      expect(worst).toBeGreaterThan(0);
    }
    expect(on.liveTensors()).toBe(0);
  });

  it("refuses rows of different length", async () => {
    await expect(exactGram(on, normals(2, 3, 5), normals(2, 4, 6), 1)).rejects.toThrow(ShapeMismatch);
  });
});
