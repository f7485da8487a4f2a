import { type ElementwiseProgram, type HostStage, planProgram, type Stage, type Tensor } from "@ntkit/backend";
import { add, type Expr, multiply, variable } from "@ntkit/formula";
import { describe, expect, it } from "vitest";
import { segmentKey } from "./segment-source.ts";
import { type KernelSegment, nameOf, type Segment, segmentsOf } from "./segments.ts";

const x: Tensor = { shape: [4], dtype: "float32" };
const assign = (name: string, value: Expr): Stage => ({ kind: "formula", assignments: [{ name, value }] });
const host = (input: string, output: string): HostStage => ({ kind: "host", inputs: [input], outputs: [output], evaluate: () => {} });
const cut = (program: ElementwiseProgram): Segment[] => segmentsOf(planProgram(program, { entries: { x } }));
const kernels = (segments: readonly Segment[]): KernelSegment[] => segments.filter((segment) => segment.kind === "kernels");
const names = (places: KernelSegment["loads"]): string[] => places.map(nameOf);

/** v0 = x + x, v1 = v0 · v0, v2 = v1 · v1, … */
const chain = (length: number): ElementwiseProgram => ({
  stages: Array.from({ length }, (_, k) =>
    k === 0 ? assign("v0", add(variable("x"), variable("x"))) : assign(`v${k}`, multiply(variable(`v${k - 1}`), variable(`v${k - 1}`))),
  ),
  outputs: [`v${length - 1}`],
});

describe("segmentsOf", () => {
  it("keeps a short program in one shader, which stores its result alone", () => {
    const segments = kernels(cut(chain(5)));
    expect(segments).toHaveLength(1);
    expect(names(segments[0].loads)).toEqual(["entries:x"]);
    expect(names(segments[0].stores)).toEqual(["result0"]);
  });

  it("cuts at a host stage and stores what it and later kernels read", () => {
    const program = {
      stages: [assign("t", add(variable("x"), 1)), assign("u", add(variable("t"), 1)), host("t", "h"), assign("out", add(variable("h"), variable("u")))],
      outputs: ["out"],
    };
    const segments = cut(program);
    expect(segments.map(({ kind }) => kind)).toEqual(["kernels", "host", "kernels"]);
    const [before, after] = kernels(segments);
    expect(before.stores).toHaveLength(2);
    expect(names(after.loads)).toHaveLength(2);
  });

  it("copies results that no kernel writes in a last segment", () => {
    const [only] = kernels(cut({ stages: [], outputs: ["x"] }));
    expect(only.copies).toHaveLength(1);
    expect(names(only.loads)).toEqual(["entries:x"]);
    expect(names(only.stores)).toEqual(["result0"]);
    expect(cut({ stages: [host("x", "h")], outputs: ["h", "h"] }).map(({ kind }) => kind)).toEqual(["host", "kernels"]);
  });

  it("cuts long programs into pieces that are equal in the middle", () => {
    const segments = kernels(cut(chain(64)));
    expect(segments.map((segment) => segment.kernels.length)).toEqual([16, 16, 16, 16]);
    const keys = segments.map(segmentKey);
    expect(keys[1]).toBe(keys[2]);
    expect(segments.slice(0, -1).every(({ stores }) => stores.length === 1)).toBe(true);
  });
});

describe("segmentKey", () => {
  const [a, b] = [variable("a"), variable("b")];
  const keyOf = (value: Expr, operands: Parameters<typeof planProgram>[1]) =>
    kernels(segmentsOf(planProgram({ stages: [assign("out", value)], outputs: ["out"] }, operands))).map(segmentKey)[0];
  const matrix: Tensor = { shape: [4, 4], dtype: "float32" };

  it("does not depend on names", () => {
    expect(keyOf(add(a, b), { entries: { a: x, b: x } })).toBe(keyOf(add(variable("p"), variable("q")), { entries: { p: x, q: x } }));
  });

  it("tells rows from columns from entries, and which is which", () => {
    const keys = [
      keyOf(add(a, multiply(b, 2)), { rows: { a: x }, columns: { b: x } }),
      keyOf(add(a, multiply(b, 2)), { rows: { b: x }, columns: { a: x } }),
      keyOf(add(a, multiply(b, 2)), { entries: { a: matrix }, columns: { b: x } }),
      keyOf(add(a, multiply(b, 2)), { entries: { a: matrix, b: matrix } }),
      keyOf(add(a, multiply(a, 2)), { entries: { a: matrix, b: matrix } }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
