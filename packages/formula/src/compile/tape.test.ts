import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { compile, type Expr, evaluate, formula, kernelCache, kernelKey, lower, variable } from "../index.ts";

const x = variable("x");
const s = variable("s");
const kernel = (value: Expr) => ({ arrays: ["x"], scalars: ["s"], assignments: [{ name: "y", value }], outputs: ["y"] });
const operationsOf = (value: Expr) => lower(kernel(value)).steps.flatMap((step) => (step.kind === "operation" ? [`${step.op} ${step.level}`] : []));

afterEach(() => vi.restoreAllMocks());

describe("lowering", () => {
  it("computes equal subexpressions once, whatever objects they are and in either order of a commutative operation", () => {
    expect(operationsOf(formula`exp(x + s) * (1 + exp(s + x))`)).toEqual(["add array", "exp array", "add array", "multiply array"]);
    expect(operationsOf(formula`(x - s) * (s - x)`)).toEqual(["subtract array", "subtract array", "multiply array"]);
  });

  it("shares across assignments", () => {
    const assignments = [
      { name: "a", value: formula`sqrt(x)` },
      { name: "b", value: formula`sqrt(x) + a` },
    ];
    const { steps } = lower({ arrays: ["x"], scalars: [], assignments, outputs: ["a", "b"] });
    expect(steps.filter((step) => step.kind === "operation").map((step) => step.op)).toEqual(["sqrt", "add"]);
  });

  it("marks what depends on scalars only", () => {
    expect(operationsOf(formula`x * sqrt(1 + s)`)).toEqual(["add scalar", "sqrt scalar", "multiply array"]);
  });

  it("folds constants, even to what JSON cannot hold", () => {
    const { steps } = lower(kernel(formula`x * (1/0 + sqrt(4))`));
    expect(steps.filter((step) => step.kind === "constant")).toEqual([{ kind: "constant", level: "constant", value: Number.POSITIVE_INFINITY }]);
  });

  it("multiplies small powers out", () => {
    expect(operationsOf(formula`x^5`)).toEqual(["multiply array", "multiply array", "multiply array"]);
    expect(operationsOf(formula`x^9`)).toEqual(["power array"]);
    expect(operationsOf(formula`x*x + x^2`)).toEqual(["multiply array", "add array"]);
  });

  it("leaves out what no output needs", () => {
    const assignments = [
      { name: "unused", value: formula`exp(x)` },
      { name: "y", value: formula`x + 1` },
    ];
    expect(lower({ arrays: ["z", "x"], scalars: ["s"], assignments, outputs: ["y"] }).steps).toHaveLength(3);
  });

  it("takes a deep formula", () => {
    let e: Expr = x;
    for (let i = 0; i < 100_000; i++) e = formula`${e} + s`;
    const out = new Float64Array(1);
    compile(kernel(e), { codeGeneration: "never" })(1, [Float64Array.of(1)], [0], [1], [out], [0]);
    expect(out[0]).toBe(100_001);
    expect(evaluate(e, { x: 1, s: 1 })).toBe(100_001);
  });

  it("takes a formula that would be huge without sharing", () => {
    let e: Expr = x;
    for (let i = 0; i < 200; i++) e = formula`${e} * 0.5 + ${e} * 0.5`;
    expect(operationsOf(e)).toHaveLength(400);
    expect(evaluate(e, { x: 3 })).toBe(3);
  });

  it.each([
    ["a variable that nothing defines", kernel(variable("xx")), /unknown variable in a formula, found "xx". Did you mean "x"\?/],
    [
      "an assignment used before it is made",
      {
        ...kernel(variable("z")),
        assignments: [
          { name: "y", value: variable("z") },
          { name: "z", value: x },
        ],
      },
      /unknown variable/,
    ],
    ["an output that nothing defines", { ...kernel(x), outputs: ["why"] }, /unknown output of a kernel, found "why"/],
    ["a name given twice", { ...kernel(x), scalars: ["x"] }, /defined twice in a kernel, found "x"/],
  ])("refuses %s", (_, signature, message) => {
    expect(() => lower(signature)).toThrow(message);
  });

  it("refuses operations and constants that do not exist, as JSON from outside may hold", () => {
    const read = (json: string): Expr => JSON.parse(json);
    expect(() => lower(kernel(read('{"op":"pow","arguments":[]}')))).toThrow(/unknown operation/);
    expect(() => lower(kernel(read('{"op":"sin","arguments":[]}')))).toThrow(/sin takes/);
    expect(() => lower(kernel(read('{"op":"constant","value":"alert(1)"}')))).toThrow(/finite number/);
  });
});

describe("generated code", () => {
  it("calls a function once per entry, or once per call for scalars", () => {
    const exp = vi.spyOn(Math, "exp");
    const cos = vi.spyOn(Math, "cos");
    const run = compile(kernel(formula`exp(x) + exp(x)^2 + cos(s)*x + cos(s)`));
    run(100, [new Float64Array(100)], [0], [1], [new Float64Array(100)], [0]);
    expect(exp).toHaveBeenCalledTimes(100);
    expect(cos).toHaveBeenCalledTimes(1);
  });

  it("gives way to the interpreter where code generation is forbidden", () => {
    const program = fileURLToPath(new URL("../../test/forbidden-code-generation.ts", import.meta.url));
    const flags = ["--disallow-code-generation-from-strings", "--conditions=@ntkit/source", "--import", "tsx"];
    const printed = JSON.parse(execFileSync(process.execPath, [...flags, program], { encoding: "utf8" }));
    expect(printed).toEqual({ newFunction: "EvalError", values: [-1, 0, 2].map((value) => evaluate(formula`erf(x) / 3`, { x: value })) });
  });
});

describe("kernelKey", () => {
  const stage = (a: string, b: string, out: string) => ({
    arrays: [a],
    scalars: [b],
    assignments: [{ name: out, value: formula`2*${variable(a)} + ${variable(b)}` }],
    outputs: [out],
  });

  it("is equal up to names", () => {
    expect(kernelKey(stage("k0", "w0", "k1"))).toBe(kernelKey(stage("k1", "w1", "k2")));
  });

  it("differs with the positions, the constants and the operations", () => {
    const keys = [formula`2*x + s`, formula`2*s + x`, formula`3*x + s`, formula`2*x - s`, formula`-0*x`, formula`0*x`].map((e) => kernelKey(kernel(e)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("lets equal stages share one kernel", () => {
    const compiled = kernelCache();
    expect(compiled(stage("k0", "w0", "k1"))).toBe(compiled(stage("k1", "w1", "k2")));
    expect(compiled(stage("k0", "w0", "k1"))).not.toBe(compiled(kernel(x)));
    expect(compiled(kernel(formula`x*${s}`))).toBe(compiled(kernel(formula`x*${s}`)));
  });
});
