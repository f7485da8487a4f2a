import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";
import { polynomialDual, polynomialOf } from "../duals/hermite-polynomials.ts";

const schema = z.strictObject({
  kind: z.literal("monomial"),
  degree: z.int().min(0).max(30).meta({ description: "n of xⁿ" }),
});

const coefficients = (degree: number) => [...new Array<number>(degree).fill(0), 1];

/** φ(x) = x^degree, through its Hermite series. */
export const monomial: Nonlinearity<z.infer<typeof schema>> = {
  kind: "monomial",
  schema,
  example: { kind: "monomial", degree: 3 },
  apply: ({ degree }, x) => polynomialOf(coefficients(degree), x),
  dual: ({ degree }, covariances) => polynomialDual(coefficients(degree), covariances),
  references: ["Daniely et al. 2016, arXiv:1602.05897, section 4"],
};
