import type { Backend, Tensor } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray } from "@ntkit/core";
import { add, erf, multiply, variable } from "@ntkit/formula";
import { describe, expect, it } from "vitest";
import { tfjsCpu } from "./cpu.ts";
import { tfjs } from "./tfjs.ts";
import type { TfjsOptions } from "./tfjs-backend.ts";
import { tfjsWasm } from "./wasm.ts";

const numbers = (count: number) => Float64Array.from({ length: count }, (_, i) => Math.sin(1 + i));
const square = (n: number) =>
  ndArray(
    Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 2 : 0.1)),
    [n, n],
  );

const program = {
  stages: [
    { kind: "formula", assignments: [{ name: "s", value: add(erf(variable("x")), multiply(variable("a"), variable("b"))) }] },
    { kind: "host", inputs: ["s"], outputs: ["h"], evaluate: ([s]: readonly Float64Array[], [h]: readonly Float64Array[]) => h.set(s) },
  ],
  outputs: ["h", "a", "s"],
} as const;

/** Every operation of the contract, with inputs made of two matrices [4, 300] and one [4, 4]. */
const operations: Readonly<Record<string, (on: Backend, x: Tensor, y: Tensor, s: Tensor) => unknown>> = {
  tensor: (on) => on.tensor(square(3)),
  read: (on, x) => on.read(x),
  matmul: (on, x, y) => [on.matmul(x, y, { transposeB: true }), on.matmul(x, y, { transposeA: true })],
  "gram of two": (on, x, y) => on.gram(x, y, 0.5),
  "gram of one": (on, x) => on.gram(x, null, 0.5),
  gramDiagonal: (on, x) => on.gramDiagonal(x, 0.5),
  fused: (on, x, y, s) => on.fused(program, { entries: { x: s }, rows: { a: on.gramDiagonal(x, 1) }, columns: { b: on.gramDiagonal(y, 1) } }),
  "fused, refused": (on, x) => {
    try {
      on.fused(program, { entries: { x } });
    } catch {
      return;
    }
    throw new Error("it should be refused");
  },
  transpose: (on, x) => on.transpose(x),
  reshape: (on, x) => on.reshape(x, [2, 2, 300]),
  slice: (on, x) => on.slice(x, 1, 3),
  gather: (on, x) => [on.gather(x, [3, -1, 3]), on.gather(x, [1, 0])],
  concat: (on, x, y) => on.concat([x, y]),
  sum: (on, x) => [on.sum(x, 0), on.sum(x, 1)],
  diagonal: (on, _x, _y, s) => on.diagonal(s),
  eigh: (on, _x, _y, s) => on.eigh(s),
  cholesky: (on, _x, _y, s) => on.cholesky(s),
  "cholesky of what has no factor": (on, x) => on.cholesky(on.gram(x, null, -1)),
  choleskySolve: (on, x, _y, s) => on.choleskySolve(s, x),
  "what follows a solve that nobody waits for": (on, x, _y, s) => on.gram(on.triangularSolve(s, x), null, 1),
  "empty arrays": (on, x) => [on.gram(on.slice(x, 0, 0), null, 1), on.sum(on.slice(x, 2, 2), 0)],
};

const backends = {
  "tfjs-cpu": tfjsCpu,
  "tfjs-wasm": tfjsWasm,
  "tfjs-wasm-exact": (options: TfjsOptions) => tfjsWasm({ ...options, gram: "exact" }),
} as const;

describe.each(Object.entries(backends))("%s frees every tensor of tfjs", (_, start) => {
  it.each(Object.entries(operations))("after %s", async (_, act) => {
    const host = referenceBackend();
    const on = await start({ host });
    const inputs = () => [ndArray(numbers(1200), [4, 300]), ndArray(numbers(1200), [4, 300]), square(4)].map((array) => on.tensor(array));
    const once = () =>
      on.scope(async () => {
        const [x, y, s] = inputs();
        await act(on, x, y, s);
      });
    const before = tfjs.memory().numTensors;
    await once();
    await settled();
    expect(tfjs.memory().numTensors).toBe(before);
    expect([on.liveTensors(), host.liveTensors()]).toEqual([0, 0]);
  });
});

/** Work that nobody waits for comes to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
