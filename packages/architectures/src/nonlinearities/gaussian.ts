import { formula } from "@ntkit/formula";
import { z } from "zod";
import { angle } from "../duals/angle.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("gaussian"),
  amplitude: z.number().default(1),
  exponent: z.number().default(-1).meta({ description: "b of e^{b x²}; above zero the kernel exists only for variances below 1/(4b)" }),
});

/**
 * φ(x) = a e^{b x²}. With D = (1 − 2b q11)(1 − 2b q22) − 4b² q12²: F = a²/√D, Ḟ = 4a²b² q12/D^{3/2};
 * for b > 0 and too large a variance the expectation is infinite.
 */
export const gaussian: Nonlinearity<z.infer<typeof schema>> = {
  kind: "gaussian",
  schema,
  example: { kind: "gaussian", amplitude: 1.1, exponent: -0.6 },
  apply: ({ amplitude, exponent }, x) => formula`${amplitude} * exp(${exponent} * ${x} * ${x})`,
  dual({ amplitude: a, exponent: b }, covariances) {
    const { q11, q12, q22 } = covariances;
    const d = formula`1 - ${2 * b} * (${q11} + ${q22}) + ${4 * b * b} * ${angle(covariances).determinant}`;
    // For b > 0 both factors of D may be negative, and D positive, where the expectation is infinite.
    const scale = b > 0 ? formula`1 - ${2 * b} * max(${q11}, ${q22}) > 0 ? max(${d}, 0) : 0` : d;
    return {
      nngp: formula`${a * a} / sqrt(${scale})`,
      derivative: formula`${4 * (a * b) ** 2} * ${q12} / (${scale} * sqrt(${scale}))`,
    };
  },
  references: ["Williams 1997, eq. 13"],
};
