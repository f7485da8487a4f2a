import { z } from "zod";
import { piecewiseLinear, piecewiseLinearDual, piecewiseLinearSlope } from "../duals/piecewise-linear.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("leaky-relu"),
  slope: z.number().default(0.01).meta({ description: "slope below zero" }),
});

/** φ(x) = slope·min(x, 0) + max(x, 0). */
export const leakyRelu: Nonlinearity<z.infer<typeof schema>> = {
  kind: "leaky-relu",
  schema,
  example: { kind: "leaky-relu", slope: 0.2 },
  apply: ({ slope }, x) => piecewiseLinear(slope, 1, x),
  derivative: ({ slope }, x) => piecewiseLinearSlope(slope, 1, x),
  dual: ({ slope }, covariances) => piecewiseLinearDual(slope, 1, covariances),
  breakpoints: () => [0],
  references: ["Cho & Saul 2009, eq. 3 with n = 1, by linearity"],
};
