import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray, random } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import type { Engine } from "./engine.ts";
import { type Tfjs, tfjs, type Values } from "./tfjs.ts";
import { tfjsBackend } from "./tfjs-backend.ts";

const engine: Engine = {
  name: "tfjs-cpu",
  engine: "cpu",
  gpu: false,
  readsAtOnce: true,
  replaced: [],
  products: "by-shape",
  terms: Number.POSITIVE_INFINITY,
  multiple: 1,
  remedy: "",
};

/** A product with errors in the last bits that differ from place to place and from shape to shape, except where an engine is tried at its start. */
const unsteadyProduct = (a: Values, b: Values): Values =>
  tfjs.tidy(() => {
    const exact: Values = tfjs.matMul(a, b);
    if (exact.size === 64 * 64) return exact;
    const noise = Float32Array.from({ length: exact.size }, (_, at) => 1 + 2e-7 * Math.sin(1 + at + exact.size));
    return tfjs.mul(exact, tfjs.tensor(noise, exact.shape));
  });

const unsteady: Tfjs = { ...tfjs, matMul: unsteadyProduct as Tfjs["matMul"] };

describe("gram on a device that sums by shape", () => {
  const [n, d] = [12, 50];
  const stream = random(5);
  const data = Float64Array.from({ length: n * d }, () => stream.normal());
  // Rows 0, 4 and 8 are equal, row 5 is minus row 1.
  for (const row of [4, 8]) data.copyWithin(row * d, 0, d);
  for (let k = 0; k < d; k++) data[5 * d + k] = -data[d + k];
  const x = ndArray(data, [n, d]);

  it("is symmetric, with gramDiagonal as its diagonal, and takes equal rows as equal, in one set and across two", async () => {
    const on = await tfjsBackend(unsteady, engine, { host: referenceBackend() });
    const rows = on.tensor(x);
    const self = (await on.read(on.gram(rows, null, 1 / d))).data;
    const cross = (await on.read(on.gram(rows, on.slice(rows, 3, 9), 1 / d))).data;
    const diagonal = (await on.read(on.gramDiagonal(rows, 1 / d))).data;
    for (let i = 0; i < n; i++) {
      expect(self[i * n + i]).toBe(diagonal[i]);
      for (let j = 0; j < n; j++) expect(self[i * n + j]).toBe(self[j * n + i]);
    }
    for (const [i, j] of [
      [0, 4],
      [4, 8],
      [0, 8],
    ]) {
      expect(self[i * n + j]).toBe(diagonal[i]);
      expect(cross[i * 6 + (j - 3)]).toBe(diagonal[i]);
    }
    expect(self[n + 5]).toBe(-diagonal[1]);
    expect(cross[6 + 2]).toBe(-diagonal[1]);
  });

  it("stays within rounding of the true products, and the noise is there", async () => {
    const host = referenceBackend();
    const [steady, noisy] = [await tfjsBackend(tfjs, engine, { host }), await tfjsBackend(unsteady, engine, { host })];
    const read = async (on: typeof host) => (await on.read(on.gram(on.tensor(x), null, 1))).data;
    const [exact, found, plain] = [await read(host), await read(noisy), await read(steady)];
    const most = exact.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
    found.forEach((value, at) => expect(Math.abs(value - exact[at]) / most).toBeLessThan(1e-6));
    expect(found.some((value, at) => value !== plain[at])).toBe(true);
  });
});
