import { describe, expect, it } from "vitest";
import { add, constant, divide, multiply, operation, power, sqrt, variable } from "../build.ts";
import { type OperationName, operations } from "../operations.ts";
import { literal } from "../wgsl/wgsl-function.ts";
import { wgslKernel, wgslModule } from "./wgsl.ts";

/* That WGSL computes what the operations say is tested where there is a GPU: in backend-webgpu. */

const [x, y, z] = ["x", "y", "z"].map(variable);

describe("wgslKernel", () => {
  it("writes every step once, each rounded by itself", () => {
    const product = multiply(x, y);
    const signature = {
      arrays: ["x"],
      scalars: ["y"],
      assignments: [
        { name: "a", value: add(product, sqrt(product)) },
        { name: "b", value: power(x, 2) },
      ],
      outputs: ["a", "b"],
    };
    const { source, uses } = wgslKernel("stage", signature);
    expect(source).toMatchInlineSnapshot(`
      "struct stage_result { o0: f32, o1: f32 }
      fn stage(a0: f32, s0: f32) -> stage_result {
        let v0 = a0;
        let v1 = s0;
        let v2 = ntk_rounded(v0 * v1);
        let v3 = ntk_rounded(ntk_sqrt(v2));
        let v4 = ntk_rounded(v2 + v3);
        let v5 = ntk_rounded(v0 * v0);
        return stage_result(v4, v5);
      }"
    `);
    expect(uses.map(({ name }) => name)).toEqual(["ntk_sqrt"]);
  });

  it("does not depend on names", () => {
    const kernel = (name: string) =>
      wgslKernel("k", { arrays: [name], scalars: [], assignments: [{ name: "out", value: divide(1, variable(name)) }], outputs: ["out"] }).source;
    expect(kernel("fn")).toBe(kernel("var"));
  });
});

describe("wgslModule", () => {
  it.each(Object.keys(operations) as OperationName[])("declares what %s calls, once and before it is called", (op) => {
    const { arity } = operations[op];
    const kernel = (name: string) =>
      wgslKernel(name, {
        arrays: ["x", "y", "z"],
        scalars: [],
        assignments: [{ name: "out", value: operation(op, [x, y, z].slice(0, arity)) }],
        outputs: ["out"],
      });
    const module = wgslModule([kernel("one"), kernel("two")]);
    const declared = new Map<string, number>();
    for (const { 1: name, index } of module.matchAll(/fn (\w+)\(/g)) {
      expect(declared.has(name), `${name} is declared twice`).toBe(false);
      declared.set(name, index);
    }
    const calls = [...module.matchAll(/(?<!fn )\b(ntk_[a-z0-9_]+)\(/g)];
    expect(calls.length).toBeGreaterThan(0);
    for (const { 1: name, index } of calls) expect(declared.get(name), `${name} is not declared before it is called`).toBeLessThan(index);
  });
});

describe("literal", () => {
  it.each([
    [1, "1f"],
    [-0.5, "(-0.5f)"],
    [0.1, "0.10000000149011612f"],
    [1e-12, "9.999999960041972e-13f"],
    [-0, "(-0f)"],
    [1e300, "ntk_bits(0x7f800000u)"],
  ])("writes %f as the nearest number of float32", (value, text) => expect(literal(value)).toBe(text));

  it("is what constants become", () => {
    const signature = { arrays: ["x"], scalars: [], assignments: [{ name: "out", value: add(x, constant(1 / 3)) }], outputs: ["out"] };
    expect(wgslKernel("k", signature).source).toContain("v0 + 0.3333333432674408f");
  });
});
