import { constant, type Expr, evaluate, formula, variable } from "@ntkit/formula";
import { describe, expect, it } from "vitest";
import type { HostStage, Stage } from "./program.ts";
import { tangentStages } from "./tangent.ts";

/** Runs stages on single numbers. */
function run(stages: readonly Stage[], operands: Readonly<Record<string, number>>): Record<string, number> {
  const values = { ...operands };
  for (const stage of stages) {
    if (stage.kind === "formula") for (const { name, value } of stage.assignments) values[name] = evaluate(value, values);
    else {
      const outputs = stage.outputs.map(() => new Float64Array(1));
      stage.evaluate(
        stage.inputs.map((name) => Float64Array.of(values[name])),
        outputs,
        1,
      );
      stage.outputs.forEach((name, k) => {
        values[name] = outputs[k][0];
      });
    }
  }
  return values;
}

const formulas = (...assignments: readonly (readonly [string, Expr])[]): Stage => ({
  kind: "formula",
  assignments: assignments.map(([name, value]) => ({ name, value })),
});

/** (a, b) → a b, a / b. */
const host: HostStage = {
  kind: "host",
  inputs: ["u", "y"],
  outputs: ["product", "ratio"],
  evaluate: ([a, b], [product, ratio], count) => {
    for (let e = 0; e < count; e++) [product[e], ratio[e]] = [a[e] * b[e], a[e] / b[e]];
  },
  tangent: ([a, b], [da, db], [product, ratio], count) => {
    for (let e = 0; e < count; e++) [product[e], ratio[e]] = [da[e] * b[e] + a[e] * db[e], (da[e] - (a[e] / b[e]) * db[e]) / b[e]];
  },
};

const stages = [formulas(["u", formula`exp(w) * x`], ["still", formula`y * y`]), host, formulas(["out", formula`sin(product) + ratio * still + u`])];

describe("tangentStages", () => {
  const operands = { w: 0.2, x: -1.3, y: 0.7 };

  it.each(["w", "x", "y"] as const)("agrees with differences of the program along %s", (name) => {
    const values = run(tangentStages(stages, [{ suffix: "_by", seeds: { [name]: 1 } }]), operands);
    const h = 1e-6;
    const [above, below] = [h, -h].map((step) => run(stages, { ...operands, [name]: operands[name] + step }));
    for (const output of ["u", "still", "product", "ratio", "out"]) expect(values[`${output}_by`]).toBeCloseTo((above[output] - below[output]) / (2 * h), 8);
  });

  it("leaves the values as they are and takes several directions, seeded with formulas, at once", () => {
    const both = tangentStages(stages, [
      { suffix: "_a", seeds: { x: variable("dx") } },
      { suffix: "_b", seeds: { x: 1, y: constant(2) } },
    ]);
    const values = run(both, { ...operands, dx: 3 });
    expect(values).toMatchObject(run(stages, operands));
    const alone = (seeds: Record<string, number>) => run(tangentStages(stages, [{ suffix: "_c", seeds }]), operands)["out_c"];
    expect(values["out_a"]).toBeCloseTo(3 * alone({ x: 1 }), 13);
    expect(values["out_b"]).toBeCloseTo(alone({ x: 1 }) + 2 * alone({ y: 1 }), 13);
  });

  it("gives 0 where nothing moves, host stages included", () => {
    const values = run(tangentStages(stages, [{ suffix: "_by", seeds: { other: 1 } }]), operands);
    expect([values["u_by"], values["product_by"], values["out_by"]]).toEqual([0, 0, 0]);
  });

  it("refuses a function without a derivative, but only if it moves", () => {
    const { tangent: _, ...opaque } = host;
    const without = [stages[0], opaque, stages[2]];
    expect(() => tangentStages(without, [{ suffix: "_by", seeds: { x: 1 } }])).toThrow("stages[1]: a function without a derivative");
    expect(run(tangentStages(without, [{ suffix: "_by", seeds: { z: 1 } }]), operands)["out_by"]).toBe(0);
  });
});
