import { formula } from "@ntkit/formula";
import { z } from "zod";
import { angle } from "../duals/angle.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({ kind: z.literal("gabor") });

/**
 * φ(x) = e^{−x²} sin x. The Gaussian factors tilt the preactivations to covariances s11, s12, s22 = Σ(1 + 2Σ)⁻¹:
 * with d = q11 q22 − q12², D = 1 + 2(q11 + q22) + 4d: s11 = (q11 + 2d)/D, s12 = q12/D, s22 = (q22 + 2d)/D, and
 *
 *     F = e^{−(s11 + s22)/2} sinh(s12)/√D,   Ḟ = ∂F/∂q12
 */
export const gabor: Nonlinearity<z.infer<typeof schema>> = {
  kind: "gabor",
  schema,
  example: { kind: "gabor" },
  apply: (_, x) => formula`exp(-${x} * ${x}) * sin(${x})`,
  dual(_, covariances) {
    const { q11, q12, q22 } = covariances;
    const d = angle(covariances).determinant;
    const scale = formula`1 + 2 * (${q11} + ${q22}) + 4 * ${d}`;
    return { nngp: formula`exp(-0.5 * (${q11} + ${q22} + 4 * ${d}) / ${scale}) * sinh(${q12} / ${scale}) / sqrt(${scale})` };
  },
  references: ["the Gaussian integral of a product, completed to a square; Novak et al. 2019, arXiv:1912.02803 (Gabor)"],
};
