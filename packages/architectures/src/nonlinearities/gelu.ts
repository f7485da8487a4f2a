import { formula } from "@ntkit/formula";
import { z } from "zod";
import { angle } from "../duals/angle.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({ kind: z.literal("gelu") });

/**
 * φ(x) = x (1 + erf(x/√2))/2. With p² = q11 q22, A = (1 + q11)(1 + q22), D = A − q12²:
 *
 *     F = q12/4 + [q12 asin(q12/√A) + (p² D + q12²)/(A √D)]/(2π)
 *     Ḟ = 1/4 + asin(q12/√A)/(2π) + q12/(2π √D) [1/D + (2 + q11 + q22)/A]
 *
 * with asin(q12/√A) = atan2(q12, √D) and D = 1 + q11 + q22 + (p² − q12²) so that nothing cancels.
 */
export const gelu: Nonlinearity<z.infer<typeof schema>> = {
  kind: "gelu",
  schema,
  example: { kind: "gelu" },
  apply: (_, x) => formula`0.5 * ${x} * (1 + erf(${Math.SQRT1_2} * ${x}))`,
  dual(_, covariances) {
    const { q11, q12, q22 } = covariances;
    const a = formula`(1 + ${q11}) * (1 + ${q22})`;
    const sum = formula`${q11} + ${q22}`;
    const d = formula`1 + ${sum} + ${angle(covariances).determinant}`;
    const root = formula`sqrt(${d})`;
    const arc = formula`atan2(${q12}, ${root})`;
    const p2 = formula`${q11} * ${q22}`;
    const over = 1 / (2 * Math.PI);
    return {
      nngp: formula`0.25 * ${q12} + ${over} * (${q12} * ${arc} + (${p2} * ${d} + ${q12} * ${q12}) / (${a} * ${root}))`,
      derivative: formula`0.25 + ${over} * (${arc} + ${q12} / ${root} * (1 / ${d} + (2 + ${sum}) / ${a}))`,
    };
  },
  references: ["Tsuchida et al. 2020, arXiv:2002.08517, proposition 3"],
};
