import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("rbf"),
  gamma: z.number().positive().default(1).meta({ description: "inverse squared length scale", unit: "1/(unit of input)²" }),
});

/** φ(x) = √2 sin(√(2γ) x + π/4), whose dual is the RBF kernel: F = exp(−γ(q11 + q22 − 2 q12)), Ḟ = 2γF. */
export const rbf: Nonlinearity<z.infer<typeof schema>> = {
  kind: "rbf",
  schema,
  example: { kind: "rbf", gamma: 0.7 },
  apply: ({ gamma }, x) => formula`${Math.SQRT2} * sin(${Math.sqrt(2 * gamma)} * ${x} + ${Math.PI / 4})`,
  dual({ gamma }, { q11, q12, q22 }) {
    const nngp = formula`exp(${-gamma} * (${q11} + ${q22} - 2 * ${q12}))`;
    return { nngp, derivative: formula`${2 * gamma} * ${nngp}` };
  },
  references: ["Rahimi & Recht 2007"],
};
