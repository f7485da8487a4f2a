import { z } from "zod";
import { polynomialDual, polynomialOf } from "../duals/hermite-series.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("polynomial"),
  coefficients: z.array(z.number()).min(1).max(30).meta({ description: "c₀, c₁, c₂, … of c₀ + c₁x + c₂x² + …" }),
});

/** φ(x) = Σ coefficients[n] xⁿ, through its Hermite series. */
export const polynomial: Nonlinearity<z.infer<typeof schema>> = {
  kind: "polynomial",
  schema,
  example: { kind: "polynomial", coefficients: [0.3, -0.5, 0.2, 0.1] },
  apply: ({ coefficients }, x) => polynomialOf(coefficients, x),
  dual: ({ coefficients }, covariances) => polynomialDual(coefficients, covariances),
  references: ["Daniely et al. 2016, arXiv:1602.05897, section 4"],
};
