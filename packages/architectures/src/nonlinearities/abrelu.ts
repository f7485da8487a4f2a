import { z } from "zod";
import { piecewiseLinear, piecewiseLinearDual, piecewiseLinearSlope } from "../duals/piecewise-linear.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("abrelu"),
  a: z.number().meta({ description: "slope below zero" }),
  b: z.number().meta({ description: "slope above zero" }),
});

/** φ(x) = a·min(x, 0) + b·max(x, 0). */
export const abrelu: Nonlinearity<z.infer<typeof schema>> = {
  kind: "abrelu",
  schema,
  example: { kind: "abrelu", a: -0.5, b: 1.7 },
  apply: ({ a, b }, x) => piecewiseLinear(a, b, x),
  derivative: ({ a, b }, x) => piecewiseLinearSlope(a, b, x),
  dual: ({ a, b }, covariances) => piecewiseLinearDual(a, b, covariances),
  breakpoints: () => [0],
  references: ["Cho & Saul 2009, eq. 3 with n = 1, by linearity"],
};
