import { formula } from "@ntkit/formula";
import { z } from "zod";
import { polynomialDual } from "../duals/hermite-series.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("monomial"),
  degree: z.int().min(0).max(30).meta({ description: "n of xⁿ" }),
});

/** φ(x) = x^degree, through its Hermite series. */
export const monomial: Nonlinearity<z.infer<typeof schema>> = {
  kind: "monomial",
  schema,
  example: { kind: "monomial", degree: 3 },
  apply: ({ degree }, x) => formula`${x} ^ ${degree}`,
  dual: ({ degree }, covariances) => polynomialDual([...new Array<number>(degree).fill(0), 1], covariances),
  references: ["Daniely et al. 2016, arXiv:1602.05897, section 4"],
};
