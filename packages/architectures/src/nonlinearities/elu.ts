import { type Expr, formula } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("elu"),
  alpha: z.number().default(1).meta({ description: "minus the limit at −∞" }),
});

/** scale·(x above 0, alpha·(eˣ − 1) below). */
export function eluOf(alpha: number, scale: number, x: Expr): Expr {
  return formula`${x} > 0 ? ${scale} * ${x} : ${scale * alpha} * expm1(${x})`;
}

/** φ(x) = x above 0, alpha·(eˣ − 1) below. Its dual is found by quadrature. */
export const elu: Nonlinearity<z.infer<typeof schema>> = {
  kind: "elu",
  schema,
  example: { kind: "elu", alpha: 1 },
  apply: ({ alpha }, x) => eluOf(alpha, 1, x),
  breakpoints: () => [0],
  references: ["Clevert et al. 2016, arXiv:1511.07289", "Tsuchida et al. 2020, arXiv:2002.08517"],
};
