import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyFormula, anyNumber } from "../../test/random-formula.ts";
import { type CompileOptions, compile, type Expr, evaluate, evaluateArray, formula, type KernelSignature, variable } from "../index.ts";

const ways: readonly Required<CompileOptions>[] = [{ codeGeneration: "auto" }, { codeGeneration: "never" }];

/** Runs a kernel on arrays from offset 0 into fresh arrays. */
function run(signature: KernelSignature, options: CompileOptions, arrays: readonly Float64Array[], scalars: readonly number[]): Float64Array[] {
  const count = arrays[0].length;
  const outputs = signature.outputs.map(() => new Float64Array(count));
  compile(signature, options)(
    count,
    arrays,
    arrays.map(() => 0),
    scalars,
    outputs,
    outputs.map(() => 0),
  );
  return outputs;
}

const ramp = (n: number) => Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));

describe("all evaluators give the same bits", () => {
  it("on random formulas and values, special ones included", () => {
    const values = fc.array(fc.tuple(anyNumber, anyNumber), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyFormula(["x", "y", "s", "t"]), anyFormula(["x", "first"]), values, anyNumber, anyNumber, (first, second, entries, s, t) => {
        const assignments = [
          { name: "first", value: first },
          { name: "second", value: second },
        ];
        const signature = { arrays: ["x", "y"], scalars: ["s", "t"], assignments, outputs: ["first", "second"] };
        const arrays = [0, 1].map((k) => Float64Array.from(entries, (entry) => entry[k]));
        const expected = entries.map(([x, y]) => {
          const value = evaluate(first, { x, y, s, t });
          return [value, evaluate(second, { x, first: value })];
        });
        for (const options of ways) {
          const results = run(signature, options, arrays, [s, t]);
          expected.forEach((pair, e) => {
            pair.forEach((value, k) => expect(Object.is(results[k][e], value), `${options.codeGeneration}: ${results[k][e]} for ${value}`).toBe(true));
          });
        }
      }),
      { numRuns: 400 },
    );
  });

  it("over several chunks, from and to any offset", () => {
    const x = ramp(1300);
    const value = formula`x*s + exp(x)`;
    for (const options of ways) {
      const out = new Float64Array(1210);
      compile({ arrays: ["x"], scalars: ["s"], assignments: [{ name: "y", value }], outputs: ["y"] }, options)(1200, [x], [7], [0.3], [out], [5]);
      for (let e = 0; e < 1200; e++) expect(out[5 + e]).toBe(evaluate(value, { x: x[7 + e], s: 0.3 }));
      expect([...out.subarray(0, 5), ...out.subarray(1205)]).toEqual(new Array(10).fill(0));
    }
  });
});

describe.each(ways)("a kernel ($codeGeneration)", (options) => {
  it("may write over its inputs, and pass an input through", () => {
    const x = ramp(700);
    const y = ramp(700).map((v) => 2 * v);
    const [x0, y0] = [x.slice(), y.slice()];
    const swap = { arrays: ["x", "y"], scalars: [], assignments: [{ name: "sum", value: formula`x + y` }], outputs: ["y", "x", "sum"] };
    const sum = new Float64Array(700);
    compile(swap, options)(700, [x, y], [0, 0], [], [x, y, sum], [0, 0, 0]);
    expect(x).toEqual(y0);
    expect(y).toEqual(x0);
    expect(sum).toEqual(x0.map((v, e) => v + y0[e]));
  });

  it("writes constants and scalars into every entry", () => {
    const assignments = [
      { name: "c", value: formula`2 + 3` },
      { name: "d", value: formula`s^2` },
    ];
    const [c, d, s] = run({ arrays: ["x"], scalars: ["s"], assignments, outputs: ["c", "d", "s"] }, options, [ramp(600)], [3]);
    expect([...new Set(c)]).toEqual([5]);
    expect([...new Set(d)]).toEqual([9]);
    expect([...new Set(s)]).toEqual([3]);
  });

  it("does nothing for no entries", () => {
    expect(run({ arrays: ["x"], scalars: [], assignments: [], outputs: ["x"] }, options, [new Float64Array(0)], [])).toEqual([new Float64Array(0)]);
  });

  it("lets nothing of the branch not taken through a select", () => {
    const value = formula`x > 0 ? log(x) : 0`;
    const out = run({ arrays: ["x"], scalars: [], assignments: [{ name: "y", value }], outputs: ["y"] }, options, [Float64Array.of(-1, 1, 0)], []);
    expect(out).toEqual([Float64Array.of(0, 0, 0)]);
  });

  it("takes any text for a name", () => {
    const x = variable('layer 0"]; throw 1; //');
    const out = run(
      { arrays: [x.name], scalars: [], assignments: [{ name: "\n", value: formula`${x} + 1` }], outputs: ["\n"] },
      options,
      [Float64Array.of(1)],
      [],
    );
    expect(out).toEqual([Float64Array.of(2)]);
  });
});

describe("evaluateArray", () => {
  const e: Expr = formula`x * s`;

  it("takes arrays and numbers", () => {
    expect(evaluateArray(e, { x: Float64Array.of(1, 2), s: 3 })).toEqual(Float64Array.of(3, 6));
  });

  it("writes into a given array, which may be an input", () => {
    const x = Float64Array.of(1, 2);
    expect(evaluateArray(e, { x, s: 3 }, x)).toBe(x);
    expect(x).toEqual(Float64Array.of(3, 6));
    expect(evaluateArray(e, { x: 2, s: 3 }, new Float64Array(2))).toEqual(Float64Array.of(6, 6));
  });

  it("refuses lengths that differ, and no length at all", () => {
    expect(() => evaluateArray(e, { x: Float64Array.of(1, 2), s: Float64Array.of(1) })).toThrow(/needs one length, found 2, 1/);
    expect(() => evaluateArray(e, { x: 1, s: 2 })).toThrow(/found no array/);
  });
});
