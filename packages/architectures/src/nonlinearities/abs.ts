import { z } from "zod";
import { piecewiseLinear, piecewiseLinearDual, piecewiseLinearSlope } from "../duals/piecewise-linear.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({ kind: z.literal("abs") });

/** φ(x) = |x|; F = (2/π)(p sin θ + (π/2 − θ) q12), Ḟ = 1 − 2θ/π. */
export const abs: Nonlinearity<z.infer<typeof schema>> = {
  kind: "abs",
  schema,
  example: { kind: "abs" },
  apply: (_, x) => piecewiseLinear(-1, 1, x),
  derivative: (_, x) => piecewiseLinearSlope(-1, 1, x),
  dual: (_, covariances) => piecewiseLinearDual(-1, 1, covariances),
  breakpoints: () => [0],
  references: ["Cho & Saul 2009, eq. 3 with n = 1, by linearity"],
};
