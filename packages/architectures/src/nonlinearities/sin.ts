import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Covariances, Dual, Nonlinearity } from "../nonlinearity.ts";

/** Fields shared by the sine and the cosine. */
export const waveFields = {
  amplitude: z.number().default(1),
  frequency: z.number().default(1).meta({ unit: "radians per unit of input" }),
  phase: z.number().default(0).meta({ unit: "radians" }),
};

const schema = z.strictObject({ kind: z.literal("sin"), ...waveFields });

/**
 * The dual of a sin(b x + g), S = q11 + q22:
 *
 *     F = (a²/2) [e^{b²(q12 − S/2)} − cos(2g) e^{−b²(q12 + S/2)}],   Ḟ = (a²b²/2) [the same with +]
 *
 * written with t = b² q12 and e = e^{|t| − b² S/2} so that nothing cancels for small variances:
 * F = (a²/2) e [sin²g (1 + e^{−2|t|}) + cos²g sign(t)(1 − e^{−2|t|})], and Ḟ with sin and cos exchanged, times b².
 */
export function sinDual(amplitude: number, frequency: number, phase: number, { q11, q12, q22 }: Covariances): Dual {
  const size = formula`${frequency ** 2} * abs(${q12})`;
  const envelope = formula`${amplitude ** 2 / 2} * exp(${size} - ${frequency ** 2} * (0.5 * (${q11} + ${q22})))`;
  const even = formula`1 + exp(-2 * ${size})`;
  const odd = formula`-sign(${q12}) * expm1(-2 * ${size})`;
  const [sine, cosine] = [Math.sin(phase) ** 2, Math.cos(phase) ** 2];
  return {
    nngp: formula`${envelope} * (${sine} * ${even} + ${cosine} * ${odd})`,
    derivative: formula`${frequency ** 2} * ${envelope} * (${cosine} * ${even} + ${sine} * ${odd})`,
  };
}

/** φ(x) = amplitude·sin(frequency·x + phase). */
export const sin: Nonlinearity<z.infer<typeof schema>> = {
  kind: "sin",
  schema,
  example: { kind: "sin", amplitude: 1.2, frequency: 0.9, phase: 0.3 },
  apply: ({ amplitude, frequency, phase }, x) => formula`${amplitude} * sin(${frequency} * ${x} + ${phase})`,
  dual: ({ amplitude, frequency, phase }, covariances) => sinDual(amplitude, frequency, phase, covariances),
  references: ["Rahimi & Recht 2007", "Louart et al. 2018, table 1"],
};
