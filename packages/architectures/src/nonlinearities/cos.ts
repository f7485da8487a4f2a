import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";
import { sinDual, waveFields } from "./sin.ts";

const schema = z.strictObject({ kind: z.literal("cos"), ...waveFields });

/** φ(x) = amplitude·cos(frequency·x + phase), a sine with its phase advanced by π/2. */
export const cos: Nonlinearity<z.infer<typeof schema>> = {
  kind: "cos",
  schema,
  example: { kind: "cos", amplitude: 0.8, frequency: 1.1, phase: -0.2 },
  apply: ({ amplitude, frequency, phase }, x) => formula`${amplitude} * cos(${frequency} * ${x} + ${phase})`,
  dual: ({ amplitude, frequency, phase }, covariances) => sinDual(amplitude, frequency, phase + Math.PI / 2, covariances),
  references: ["Rahimi & Recht 2007", "Louart et al. 2018, table 1"],
};
