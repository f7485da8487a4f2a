import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";
import { eluOf } from "./elu.ts";

const schema = z.strictObject({ kind: z.literal("selu") });

/** φ(x) = 1.0507·(x above 0, 1.6733·(eˣ − 1) below): keeps mean 0 and variance 1. Its dual is found by quadrature. */
export const selu: Nonlinearity<z.infer<typeof schema>> = {
  kind: "selu",
  schema,
  example: { kind: "selu" },
  apply: (_, x) => eluOf(1.6732632423543772, 1.0507009873554805, x),
  breakpoints: () => [0],
  references: ["Klambauer et al. 2017, arXiv:1706.02515, eq. 2"],
};
