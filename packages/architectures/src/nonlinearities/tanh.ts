import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({ kind: z.literal("tanh") });

/** φ(x) = tanh(x). Its dual has no closed form. */
export const tanh: Nonlinearity<z.infer<typeof schema>> = {
  kind: "tanh",
  schema,
  example: { kind: "tanh" },
  apply: (_, x) => formula`tanh(${x})`,
  references: [],
};
