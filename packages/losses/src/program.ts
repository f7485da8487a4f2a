import type { Backend, Operands, Tensor } from "@ntkit/backend";
import type { Expr } from "@ntkit/formula";

/** One formula, entry by entry. */
export function entrywiseProgram(on: Backend, value: Expr, operands: Operands): Tensor {
  return on.fused({ stages: [{ kind: "formula", assignments: [{ name: "result", value }] }], outputs: ["result"] }, operands)[0];
}
