import { type Expr, formula, remembered } from "@ntkit/formula";
import type { Backend, Operands, Tensor } from "./backend.ts";
import type { ElementwiseProgram } from "./program.ts";

const programs = new WeakMap<Expr, ElementwiseProgram>();

/** One formula, entry by entry: the program of a single assignment, the same object for the same formula. */
export function entrywise(on: Backend, value: Expr, operands: Operands): Tensor {
  const program = programs.get(value) ?? { stages: [{ kind: "formula", assignments: [{ name: "result", value }] }], outputs: ["result"] };
  programs.set(value, program);
  return on.fused(program, operands)[0];
}

const multiple = remembered((factor) => formula`${factor} * a`);

/** `factor · a`; with 1, the very tensor. */
export const scaled = (on: Backend, a: Tensor, factor: number): Tensor => (factor === 1 ? a : entrywise(on, multiple(factor), { entries: { a } }));
