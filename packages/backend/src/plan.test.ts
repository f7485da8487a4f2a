import { add, multiply, variable } from "@ntkit/formula";
import { describe, expect, it } from "vitest";
import type { Operands, Tensor } from "./backend.ts";
import { planProgram } from "./plan.ts";
import type { Stage } from "./program.ts";

const tensor: Tensor = { shape: [3], dtype: "float64" };
const operands: Operands = { entries: { x: tensor }, rows: { a: tensor }, columns: { b: tensor } };
const sum = (name: string, ...terms: readonly string[]): Stage => ({
  kind: "formula",
  assignments: [{ name, value: terms.map(variable).reduce<ReturnType<typeof add>>((s, t) => add(s, t), variable("x")) }],
});
const host = (inputs: readonly string[], outputs: readonly string[]): Stage => ({ kind: "host", inputs, outputs, evaluate: () => {} });

describe("planProgram", () => {
  it("keeps a register only while its value is needed", () => {
    const chain = Array.from({ length: 50 }, (_, k) => sum(`f${k + 1}`, k === 0 ? "x" : `f${k}`));
    const plan = planProgram({ stages: chain, outputs: ["f50"] }, operands);
    expect(plan.steps).toHaveLength(50);
    expect(plan.registers).toBe(2);
  });

  it("never writes a register that the same step reads", () => {
    const stages = [sum("p"), sum("q", "p"), host(["q", "q"], ["r", "s"]), sum("t", "p", "s"), sum("u", "t", "q")];
    const plan = planProgram({ stages, outputs: ["u"] }, operands);
    for (const step of plan.steps) {
      const reads = step.kind === "host" ? step.inputs : step.arrays;
      expect(step.outputs.filter((to) => to.kind === "register" && reads.some((from) => from.kind === "register" && from.index === to.index))).toEqual([]);
    }
    // p and q live on while r and s are made: four at once.
    expect(plan.registers).toBe(4);
  });

  it("leaves out stages and assignments that no output needs", () => {
    const useless: Stage = {
      kind: "formula",
      assignments: [
        { name: "m", value: multiply(variable("x"), 2) },
        { name: "n", value: variable("b") },
      ],
    };
    const { steps } = planProgram({ stages: [sum("dead"), useless, host(["dead"], ["h"]), sum("out", "m")], outputs: ["out"] }, operands);
    expect(steps).toHaveLength(2);
    expect(steps[0]).toMatchObject({ signature: { arrays: ["x"], assignments: [{ name: "m" }], outputs: ["m"] } });
  });

  it("reads rows as scalars, all else as arrays, and writes results in their place", () => {
    const { steps, copies, registers } = planProgram({ stages: [sum("y", "a", "b"), sum("z", "y")], outputs: ["z", "y", "a", "z"] }, operands);
    expect(steps[0]).toMatchObject({
      signature: { arrays: ["x", "b"], scalars: ["a"], outputs: ["y"] },
      arrays: [
        { kind: "entries", name: "x" },
        { kind: "columns", name: "b" },
      ],
      scalars: [{ kind: "rows", name: "a" }],
      outputs: [{ kind: "result", index: 1 }],
    });
    expect(steps[1]).toMatchObject({ outputs: [{ kind: "result", index: 0 }] });
    expect(copies).toEqual([
      { from: { kind: "rows", name: "a" }, result: 2 },
      { from: { kind: "result", index: 0 }, result: 3 },
    ]);
    expect(registers).toBe(0);
  });

  it("names what nothing binds, its place and the nearest name", () => {
    const stages = [sum("variance"), sum("out", "varianse")];
    expect(() => planProgram({ stages, outputs: ["out"] }, operands)).toThrow(
      'stages[1].assignments[0]: unknown name in an elementwise program, found "varianse". Did you mean "variance"?',
    );
    expect(() => planProgram({ stages, outputs: ["variance"] }, {})).toThrow('stages[0].assignments[0]: unknown name in an elementwise program, found "x"');
  });
});
