import { constant, formula } from "@ntkit/formula";
import { z } from "zod";
import { angle } from "../duals/angle.ts";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({ kind: z.literal("sign") });

/** φ(x) = sign x; F = 1 − 2θ/π. φ' is taken as 0, as gradient descent sees it, so Ḟ = 0 (Price's would diverge at θ = 0). */
export const sign: Nonlinearity<z.infer<typeof schema>> = {
  kind: "sign",
  schema,
  example: { kind: "sign" },
  apply: (_, x) => formula`sign(${x})`,
  derivative: () => constant(0),
  dual: (_, covariances) => ({ nngp: formula`1 - ${2 / Math.PI} * ${angle(covariances).theta}`, derivative: constant(0) }),
  breakpoints: () => [0],
  references: ["Williams 1997, eq. 13 in the limit of a hard step", "Cho & Saul 2009, eq. 3 with n = 0"],
};
