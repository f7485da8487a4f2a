import type { KernelTrace } from "@ntkit/architectures";
import { type Shape, sizeOf } from "@ntkit/core";
import { type Expr, multiply, simplify, variable } from "@ntkit/formula";

/**
 * The programs of a kernel that is a formula of x·x', x·x and x'·x'. The Gram entries come in divided by the number of
 * features; `rule` gets the plain inner products.
 */
export function innerProductKernel(kind: string, sample: Shape, rule: (inner: Expr, norm1: Expr, norm2: Expr) => Expr): KernelTrace {
  const inner = multiply(sizeOf(sample), variable("gram"));
  const program = {
    diagonal: {
      stages: [
        { kind: "formula" as const, assignments: [{ name: "norm", value: inner }] },
        { kind: "formula" as const, assignments: [{ name: kind, value: simplify(rule(variable("norm"), variable("norm"), variable("norm"))) }] },
      ],
      outputs: [kind, "norm"],
    },
    entry: {
      stages: [
        { kind: "formula" as const, assignments: [{ name: "inner", value: inner }] },
        { kind: "formula" as const, assignments: [{ name: kind, value: simplify(rule(variable("inner"), variable("normRow"), variable("normColumn"))) }] },
      ],
      outputs: [kind],
    },
    rowOperands: ["norm"],
    columnOperands: ["norm"],
  };
  return { kinds: [kind], blocks: [[program]], input: sample };
}
