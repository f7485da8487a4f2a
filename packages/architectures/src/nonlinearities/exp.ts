import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("exp"),
  amplitude: z.number().default(1),
  rate: z.number().default(1),
});

/** φ(x) = a e^{b x}; F = a² e^{b²((q11 + q22)/2 + q12)}, Ḟ = b²F. */
export const exp: Nonlinearity<z.infer<typeof schema>> = {
  kind: "exp",
  schema,
  example: { kind: "exp", amplitude: 0.5, rate: 0.4 },
  apply: ({ amplitude, rate }, x) => formula`${amplitude} * exp(${rate} * ${x})`,
  dual({ amplitude, rate }, { q11, q12, q22 }) {
    const nngp = formula`${amplitude ** 2} * exp(${rate ** 2} * (0.5 * (${q11} + ${q22}) + ${q12}))`;
    return { nngp, derivative: formula`${rate ** 2} * ${nngp}` };
  },
  references: ["the moment generating function of u + v; Daniely et al. 2016, arXiv:1602.05897"],
};
