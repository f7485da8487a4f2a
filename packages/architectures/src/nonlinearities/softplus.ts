import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({ kind: z.literal("softplus") });

/** φ(x) = log(1 + e^x). Its dual has no closed form. */
export const softplus: Nonlinearity<z.infer<typeof schema>> = {
  kind: "softplus",
  schema,
  example: { kind: "softplus" },
  apply: (_, x) => formula`softplus(${x})`,
  references: [],
};
