import type { Backend } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray, random, UnknownName } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { tfjs } from "./tfjs.ts";
import { tfjsWasm } from "./wasm.ts";

// That it keeps the contract in float64 is in conformance.test.ts.
describe("a tfjs backend with exact Gram matrices", () => {
  const host = referenceBackend();
  const start = () => tfjsWasm({ host, gram: "exact" });
  const stream = random(1);
  const x = ndArray(
    Float64Array.from({ length: 40 * 300 }, () => stream.normal()),
    [40, 300],
  );
  const read = async (on: Backend, scale: number) => (await on.scope(() => on.read(on.gram(on.tensor(x), null, scale)))).data;

  it("says that it is one in float64, and has no host to go to for more", async () => {
    const on = await start();
    expect(on.name).toBe("tfjs-wasm-exact");
    expect(on.capabilities).toMatchObject({ dtypes: ["float64"], nativeLinearAlgebra: true, gpu: false });
    expect(on.host).toBeUndefined();
  });

  it("is right where float32 has seven digits", async () => {
    const [exact, expected, single] = [await read(await start(), 1 / 300), await read(host, 1 / 300), await read(await tfjsWasm({ host }), 1 / 300)];
    const worst = (found: Float64Array) => found.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at])), 0);
    expect(worst(exact)).toBeLessThan(2e-15);
    expect(worst(single)).toBeGreaterThan(1e-8);
  });

  it("takes several Gram matrices at once, and what follows from them, before anything is read", async () => {
    const on = await start();
    const before = tfjs.memory().numTensors;
    const sums = await on.scope(async () => {
      const inputs = on.tensor(x);
      const halves = [on.slice(inputs, 0, 20), on.slice(inputs, 20, 40)];
      const grams = halves.flatMap((a) => halves.map((b) => on.gram(a, b, 1)));
      const values = await Promise.all(grams.map((gram) => on.read(on.sum(gram, 0))));
      return values.flatMap(({ data }) => [...data]);
    });
    const whole = await read(host, 1);
    const column = (j: number, from: number) => Array.from({ length: 20 }, (_, i) => whole[(from + i) * 40 + j]).reduce((a, b) => a + b, 0);
    sums.forEach((sum, k) => expect(sum).toBeCloseTo(column((Math.floor(k / 20) % 2) * 20 + (k % 20), k < 40 ? 0 : 20), 10));
    expect([on.liveTensors(), host.liveTensors(), tfjs.memory().numTensors]).toEqual([0, 0, before]);
  });

  it("refuses another way to a Gram matrix", async () => {
    await expect(tfjsWasm({ host, gram: "exactt" as "exact" })).rejects.toThrow(UnknownName);
  });
});
