import { constant, formula } from "@ntkit/formula";
import { z } from "zod";
import { factorial, hermiteCoefficients, polynomialDual, polynomialOf } from "../duals/hermite-polynomials.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("hermite"),
  degree: z.int().min(0).max(30).meta({ description: "n of He_n" }),
  scale: z
    .enum(["variance", "unit"])
    .default("variance")
    .meta({ description: "variance: the polynomial orthogonal under the preactivation's own variance; unit: under variance 1" }),
});

const coefficients = (degree: number) => hermiteCoefficients(degree).map((c) => c / Math.sqrt(factorial(degree)));

/**
 * The normalised probabilists' Hermite polynomial he_n = He_n/√n!.
 *
 * - `scale: "variance"` (as in neural-tangents): φ(x) = q^{n/2} he_n(x/√q) with q the preactivation's variance, so
 *   F = q12ⁿ and Ḟ = n q12^{n−1} exactly. q is known at infinite width only, so there is no function of x alone.
 * - `scale: "unit"`: φ(x) = he_n(x) whatever the variance, through its Hermite series. The same where the variance is 1.
 */
export const hermite: Nonlinearity<z.infer<typeof schema>> = {
  kind: "hermite",
  schema,
  example: { kind: "hermite", degree: 3, scale: "unit" },
  apply: ({ degree, scale }, x) => (scale === "unit" ? polynomialOf(coefficients(degree), x) : undefined),
  dual({ degree, scale }, covariances) {
    if (scale === "unit") return polynomialDual(coefficients(degree), covariances);
    const { q12 } = covariances;
    return { nngp: formula`${q12} ^ ${degree}`, derivative: degree === 0 ? constant(0) : formula`${degree} * ${q12} ^ ${degree - 1}` };
  },
  references: ["Daniely et al. 2016, arXiv:1602.05897, section 4"],
};
