import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({ kind: z.literal("silu") });

/** φ(x) = x/(1 + e^{−x}), also called swish. Its dual has no closed form. */
export const silu: Nonlinearity<z.infer<typeof schema>> = {
  kind: "silu",
  schema,
  example: { kind: "silu" },
  apply: (_, x) => formula`${x} * sigmoid(${x})`,
  references: ["Ramachandran et al. 2017, arXiv:1710.05941"],
};
