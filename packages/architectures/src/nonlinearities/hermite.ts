import { constant, type Expr, formula } from "@ntkit/formula";
import { z } from "zod";
import { factorial, hermiteSeriesDual } from "../duals/hermite-series.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("hermite"),
  degree: z.int().min(0).max(30).meta({ description: "n of He_n" }),
  scale: z
    .enum(["variance", "unit"])
    .default("variance")
    .meta({ description: "variance: the polynomial orthogonal under the preactivation's own variance; unit: under variance 1" }),
});

/** he_n(x), by the recurrence √(k + 1) he_{k+1} = x he_k − √k he_{k−1}. */
function normalised(degree: number, x: Expr): Expr {
  let [previous, current]: [Expr, Expr] = [constant(0), constant(1)];
  for (let k = 0; k < degree; k++) [previous, current] = [current, formula`(${x} * ${current} - ${Math.sqrt(k)} * ${previous}) / ${Math.sqrt(k + 1)}`];
  return current;
}

/**
 * The normalised probabilists' Hermite polynomial he_n = He_n/√n!.
 *
 * - `scale: "variance"` (as in neural-tangents): φ(x) = q^{n/2} he_n(x/√q) with q the preactivation's variance, so
 *   F = q12ⁿ and Ḟ = n q12^{n−1} exactly. q is known at infinite width only, so there is no function of x alone.
 * - `scale: "unit"`: φ(x) = he_n(x) whatever the variance. With m = (n − k)/2, by the multiplication theorem
 *   he_n(x) = Σ_k √n!/(k! m! 2^m) (q − 1)^m He_k(x; q), which does not cancel. The same where the variance is 1.
 */
export const hermite: Nonlinearity<z.infer<typeof schema>> = {
  kind: "hermite",
  schema,
  example: { kind: "hermite", degree: 3, scale: "unit" },
  apply: ({ degree, scale }, x) => (scale === "unit" ? normalised(degree, x) : undefined),
  derivative: ({ degree }, x) => (degree === 0 ? constant(0) : formula`${Math.sqrt(degree)} * ${normalised(degree - 1, x)}`),
  dual({ degree, scale }, covariances) {
    const { q12 } = covariances;
    if (scale === "variance")
      return { nngp: formula`${q12} ^ ${degree}`, derivative: degree === 0 ? constant(0) : formula`${degree} * ${q12} ^ ${degree - 1}` };
    const side = (k: number, q: Expr): Expr => {
      const m = (degree - k) / 2;
      return Number.isInteger(m) ? formula`${Math.sqrt(factorial(degree)) / (factorial(k) * factorial(m) * 2 ** m)} * (${q} - 1) ^ ${m}` : constant(0);
    };
    return hermiteSeriesDual(degree, side, covariances);
  },
  references: ["Daniely et al. 2016, arXiv:1602.05897, section 4", "DLMF 18.18.13 (multiplication theorem)"],
};
