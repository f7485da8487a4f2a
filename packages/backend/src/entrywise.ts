import type { Expr } from "@ntkit/formula";
import type { Backend, Operands, Tensor } from "./backend.ts";
import type { ElementwiseProgram } from "./program.ts";

const programs = new WeakMap<Expr, ElementwiseProgram>();

/** One formula, entry by entry: the program of a single assignment, the same object for the same formula. */
export function entrywise(on: Backend, value: Expr, operands: Operands): Tensor {
  const program = programs.get(value) ?? { stages: [{ kind: "formula", assignments: [{ name: "result", value }] }], outputs: ["result"] };
  programs.set(value, program);
  return on.fused(program, operands)[0];
}
