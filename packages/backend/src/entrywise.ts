import type { Expr } from "@ntkit/formula";
import type { Backend, Operands, Tensor } from "./backend.ts";

/** One formula, entry by entry: the program of a single assignment. */
export const entrywise = (on: Backend, value: Expr, operands: Operands): Tensor =>
  on.fused({ stages: [{ kind: "formula", assignments: [{ name: "result", value }] }], outputs: ["result"] }, operands)[0];
