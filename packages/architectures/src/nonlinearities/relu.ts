import { z } from "zod";
import { piecewiseLinear, piecewiseLinearDual, piecewiseLinearSlope } from "../duals/piecewise-linear.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({ kind: z.literal("relu") });

/** φ(x) = max(x, 0); F = (p sin θ + (π − θ) q12)/(2π), Ḟ = (π − θ)/(2π). */
export const relu: Nonlinearity<z.infer<typeof schema>> = {
  kind: "relu",
  schema,
  example: { kind: "relu" },
  apply: (_, x) => piecewiseLinear(0, 1, x),
  derivative: (_, x) => piecewiseLinearSlope(0, 1, x),
  dual: (_, covariances) => piecewiseLinearDual(0, 1, covariances),
  breakpoints: () => [0],
  references: ["Cho & Saul 2009, eq. 3 with n = 1", "Jacot et al. 2018, arXiv:1806.07572"],
};
