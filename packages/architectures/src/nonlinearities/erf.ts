import { formula } from "@ntkit/formula";
import { z } from "zod";
import { angle } from "../duals/angle.ts";
import type { Covariances, Dual, Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("erf"),
  amplitude: z.number().default(1),
  scale: z.number().default(1).meta({ description: "factor on the input" }),
  shift: z.number().default(0).meta({ description: "added to the output" }),
});

/**
 * The dual of a erf(b x) + c. With D = (1 + 2b²q11)(1 + 2b²q22) − 4b⁴q12²:
 *
 *     F = (2a²/π) asin(2b²q12/√((1 + 2b²q11)(1 + 2b²q22))) + c²,   Ḟ = (4a²b²/π)/√D
 *
 * written as atan2(2b²q12, √D), which does not lose digits where the asin's argument is near 1 (Williams 1997, eq. 11).
 */
export function erfDual(amplitude: number, scale: number, shift: number, covariances: Covariances): Dual {
  const { q11, q12, q22 } = covariances;
  const s = 2 * scale ** 2;
  const root = formula`sqrt(1 + ${s} * (${q11} + ${q22}) + ${s * s} * ${angle(covariances).determinant})`;
  return {
    nngp: formula`${(2 * amplitude ** 2) / Math.PI} * atan2(${s} * ${q12}, ${root}) + ${shift ** 2}`,
    derivative: formula`${(2 * amplitude ** 2 * s) / Math.PI} / ${root}`,
  };
}

/** φ(x) = amplitude·erf(scale·x) + shift. */
export const erf: Nonlinearity<z.infer<typeof schema>> = {
  kind: "erf",
  schema,
  example: { kind: "erf", amplitude: 1.3, scale: 0.7, shift: 0.4 },
  apply: ({ amplitude, scale, shift }, x) => formula`${amplitude} * erf(${scale} * ${x}) + ${shift}`,
  dual: ({ amplitude, scale, shift }, covariances) => erfDual(amplitude, scale, shift, covariances),
  references: ["Williams 1997, Computing with infinite networks, eq. 11"],
};
