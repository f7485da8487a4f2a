import type { ElementwiseProgram, Stage, Tensor } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import { abs, add, constant, type Expr, evaluate, kernelCache, max, multiply, sqrt, subtract, variable } from "@ntkit/formula";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { programCache, runFused } from "./fused.ts";
import { referenceBackend } from "./index.ts";

const operandNames = ["entry", "row", "column"];

/** A formula over the names at hand. */
type Template = (names: readonly string[]) => Expr;
const formula = fc.letrec<{ value: Template }>((tie) => {
  const binary = fc.constantFrom(add, subtract, multiply, max);
  const unary = fc.constantFrom((a: Expr) => sqrt(abs(a)), abs);
  return {
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.nat({ max: 1000 }).map(
        (k): Template =>
          (names) =>
            variable(names[k % names.length]),
      ),
      fc.integer({ min: -3, max: 3 }).map(
        (k): Template =>
          () =>
            constant(k + 0.5),
      ),
      fc.tuple(binary, tie("value"), tie("value")).map(
        ([make, a, b]): Template =>
          (names) =>
            make(a(names), b(names)),
      ),
      fc.tuple(unary, tie("value")).map(
        ([make, a]): Template =>
          (names) =>
            make(a(names)),
      ),
    ),
  };
}).value;

/** Programs of formula and host stages in which every name assigned so far may be used. */
const programs = fc
  .record({
    stages: fc.array(
      fc.oneof({ arbitrary: fc.array(formula, { minLength: 1, maxLength: 3 }), weight: 4 }, { arbitrary: fc.constant("host" as const), weight: 1 }),
      { maxLength: 8 },
    ),
    outputs: fc.array(fc.nat({ max: 1000 }), { maxLength: 4 }),
  })
  .map(({ stages, outputs }): ElementwiseProgram => {
    const names = [...operandNames];
    const define = (): string => {
      names.push(`v${names.length}`);
      return names[names.length - 1];
    };
    const built = stages.map((stage): Stage => {
      if (stage !== "host") return { kind: "formula", assignments: stage.map((make) => ({ value: make([...names]), name: define() })) };
      const inputs = [names[names.length - 1], names[0], names[names.length - 1]];
      return { kind: "host", inputs, outputs: [define(), define()], evaluate: hostTwice };
    });
    return { stages: built, outputs: outputs.map((k) => names[k % names.length]) };
  });

function hostTwice([a, b]: readonly Float64Array[], [sum, difference]: readonly Float64Array[], count: number): void {
  for (let e = 0; e < count; e++) [sum[e], difference[e]] = [a[e] + b[e], a[e] - b[e]];
}

/** The program at one entry, by the evaluator of formulas: no chunks, no registers, no kernels. */
function atOneEntry({ stages, outputs }: ElementwiseProgram, operands: Readonly<Record<string, number>>): number[] {
  const values: Record<string, number> = { ...operands };
  for (const stage of stages) {
    if (stage.kind === "formula") for (const { name, value } of stage.assignments) values[name] = evaluate(value, values);
    else {
      const results = stage.outputs.map(() => new Float64Array(1));
      stage.evaluate(
        stage.inputs.map((name) => Float64Array.of(values[name])),
        results,
        1,
      );
      stage.outputs.forEach((name, k) => {
        values[name] = results[k][0];
      });
    }
  }
  return outputs.map((name) => values[name]);
}

const cell = (i: number) => Math.round(1000 * Math.sin(7 * i + 1)) / 256;

describe("fused", () => {
  it("equals its formulas entry by entry, for every program, shape and chunk", async () => {
    await fc.assert(
      fc.asyncProperty(programs, fc.nat({ max: 4 }), fc.nat({ max: 9 }), fc.integer({ min: 1, max: 5 }), async (program, n, m, chunk) => {
        const on = referenceBackend({ chunk });
        const array = (...shape: number[]) =>
          ndArray(
            Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => cell(i + shape.length)),
            shape,
          );
        const [entry, row, column] = [array(n, m), array(n), array(m)];
        const results = on.fused(program, { entries: { entry: on.tensor(entry) }, rows: { row: on.tensor(row) }, columns: { column: on.tensor(column) } });
        const got = await Promise.all(results.map((tensor: Tensor) => on.read(tensor)));
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < m; j++) {
            const expected = atOneEntry(program, { entry: entry.data[i * m + j], row: row.data[i], column: column.data[j] });
            expect(got.map(({ data }) => data[i * m + j])).toEqual(expected);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("compiles a hundred equal layers once", () => {
    const compileOnce = kernelCache();
    const compiled = new Set<unknown>();
    const layer = (k: number): Stage => ({
      kind: "formula",
      assignments: [
        { name: `s${k}`, value: sqrt(multiply(variable(`k${k}`), variable("q"))) },
        { name: `k${k + 1}`, value: add(variable(`s${k}`), 1) },
        { name: `t${k + 1}`, value: multiply(variable(`t${k}`), variable(`s${k}`)) },
      ],
    });
    const program = { stages: Array.from({ length: 100 }, (_, k) => layer(k)), outputs: ["t100"] };
    let asked = 0;
    const prepare = programCache((signature) => {
      asked += 1;
      const kernel = compileOnce(signature);
      compiled.add(kernel);
      return kernel;
    });
    const context = { prepare, numbers: () => Float64Array.of(0.5, 2), chunk: 512 };
    const tensor: Tensor = { shape: [2], dtype: "float64" };
    const { results } = runFused(context, program, { entries: { k0: tensor, t0: tensor, q: tensor } });
    expect(results[0].every(Number.isFinite)).toBe(true);
    // All layers but the last, which need not hand on its kernel.
    expect(compiled.size).toBe(2);
    expect(asked).toBe(100);
    runFused(context, program, { entries: { k0: tensor, t0: tensor, q: tensor } });
    expect(asked).toBe(100);
    runFused(context, program, { entries: { k0: tensor, t0: tensor, q: { ...tensor } } });
    expect(asked).toBe(100);
  });

  it("plans a program anew for operands that stand elsewhere", async () => {
    const on = referenceBackend();
    const program = { stages: [{ kind: "formula" as const, assignments: [{ name: "y", value: add(variable("a"), variable("b")) }] }], outputs: ["y"] };
    const [square, line] = [
      [1, 2, 3, 4],
      [10, 20],
    ].map((values, i) => on.tensor(ndArray(Float64Array.from(values), i === 0 ? [2, 2] : [2])));
    const run = async (operands: Parameters<typeof on.fused>[1]) => [...(await on.read(on.fused(program, operands)[0])).data];
    for (let time = 0; time < 2; time++) {
      expect(await run({ entries: { a: square }, rows: { b: line } })).toEqual([11, 12, 23, 24]);
      expect(await run({ entries: { a: square }, columns: { b: line } })).toEqual([11, 22, 13, 24]);
      expect(await run({ entries: { b: square }, columns: { a: line } })).toEqual([11, 22, 13, 24]);
      await expect(run({ entries: { a: square } })).rejects.toThrow(/unknown name in an elementwise program, found "b"/);
    }
  });
});
