import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray } from "@ntkit/core";
import { type OperationName, operation, operations, variable } from "@ntkit/formula";
import { describe, expect, it } from "vitest";
import { replaceable } from "./replacements.ts";
import { tfjs } from "./tfjs.ts";
import { tfjsBackend } from "./tfjs-backend.ts";

/** Arguments all over the domain of an operation, as float32: both signs, small and large, and its edges. */
const grids: Partial<Record<OperationName, readonly number[]>> = {
  asin: [-1, 1],
  acos: [-1, 1],
  log1p: [-0.999, 50],
  expm1: [-20, 20],
  erf: [-6, 6],
  sin: [-100, 100],
  cos: [-100, 100],
  tan: [-1.5, 1.5],
};

function grid(name: OperationName): number[] {
  const [from, to] = grids[name] ?? [-40, 40];
  const even = Array.from({ length: 1001 }, (_, i) => from + ((to - from) * i) / 1000);
  const small = [0, 1e-6, 1e-4, 1e-3, 0.01, 0.1, 0.3].flatMap((v) => [v, 0 - v]);
  return [...even, ...small].map(Math.fround).filter((v) => v >= from && v <= to);
}

describe("operations put together from others", () => {
  const start = () =>
    tfjsBackend(
      tfjs,
      { name: "tfjs-cpu", engine: "cpu", gpu: false, readsAtOnce: true, replaced: replaceable, products: "by-entry", terms: 1e9, multiple: 1, remedy: "" },
      { host: referenceBackend() },
    );

  it.each(replaceable)("%s is right within 5e-7 of its own size or of the roundings of its argument", async (name) => {
    const on = await start();
    const { arity, evaluate } = operations[name];
    const x = grid(name);
    const y = x.map((_, i) => Math.fround(Math.cos(i) * x[(i * 7) % x.length]));
    const inputs = arity === 1 ? [x] : [x, y];
    const names = ["x", "y"].slice(0, arity);
    const program = { stages: [{ kind: "formula" as const, assignments: [{ name: "out", value: operation(name, names.map(variable)) }] }], outputs: ["out"] };
    const entries = Object.fromEntries(names.map((n, k) => [n, on.tensor(ndArray(Float64Array.from(inputs[k]), [x.length]))]));
    const { data } = await on.read(on.fused(program, { entries })[0]);
    const expected = x.map((_, i) => evaluate(...inputs.map((values) => values[i])));
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(data[i] - value) / Math.max(Math.abs(value), 1e-3)), 0);
    // Near a zero of sine and cosine at 100, float32 steps of x are 8e-6 wide: there the absolute error counts.
    const allowed = ["sin", "cos"].includes(name)
      ? { value: Math.max(...expected.map((value, i) => Math.abs(data[i] - value))), bound: 2e-7 }
      : { value: worst, bound: 5e-7 };
    expect(allowed.value).toBeLessThan(allowed.bound);
    expect(on.liveTensors()).toBe(2 - (2 - arity) + 1);
  });
});
