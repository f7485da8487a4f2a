import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({ kind: z.literal("gelu-tanh") });

/** φ(x) = x/2·(1 + tanh(√(2/π)(x + 0.044715x³))), the usual approximation of GELU. Its dual has no closed form. */
export const geluTanh: Nonlinearity<z.infer<typeof schema>> = {
  kind: "gelu-tanh",
  schema,
  example: { kind: "gelu-tanh" },
  apply: (_, x) => formula`0.5 * ${x} * (1 + tanh(${Math.sqrt(2 / Math.PI)} * (${x} + 0.044715 * ${x} * ${x} * ${x})))`,
  references: ["Hendrycks & Gimpel 2016, arXiv:1606.08415"],
};
