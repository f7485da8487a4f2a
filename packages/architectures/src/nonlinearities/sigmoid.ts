import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({ kind: z.literal("sigmoid") });

/** φ(x) = 1/(1 + e^{−x}). Its dual has no closed form. */
export const sigmoid: Nonlinearity<z.infer<typeof schema>> = {
  kind: "sigmoid",
  schema,
  example: { kind: "sigmoid" },
  apply: (_, x) => formula`sigmoid(${x})`,
  references: [],
};
