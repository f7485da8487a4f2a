import { formula } from "@ntkit/formula";
import { z } from "zod";
import { angle } from "../duals/angle.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("exp-normalized"),
  gamma: z.number().positive().default(1).meta({ description: "rate in the cosine of the angle" }),
  shift: z.number().default(-1).meta({ description: "added to the cosine; −1 keeps variances as they are" }),
});

/**
 * F = √(q11 q22) e^{γ(c + shift)}, Ḟ = γ e^{γ(c + shift)}, c = q12/√(q11 q22), and c = 0 for a zero row: an angular
 * kernel with an exponential profile. No elementwise function has it at every variance, so there is no `apply`.
 */
export const expNormalized: Nonlinearity<z.infer<typeof schema>> = {
  kind: "exp-normalized",
  schema,
  example: { kind: "exp-normalized", gamma: 1.5, shift: -0.5 },
  dual({ gamma, shift }, covariances) {
    const { norm } = angle(covariances);
    const cosine = formula`${norm} > 0 ? ${covariances.q12} / ${norm} : 0`;
    const profile = formula`exp(${gamma} * (${cosine} + ${shift}))`;
    return { nngp: formula`${norm} * ${profile}`, derivative: formula`${gamma} * ${profile}` };
  },
  references: ["Shankar et al. 2020, arXiv:2003.02237, section 3"],
};
