import { z } from "zod";
import type { Preparation } from "./preparation.ts";

const schema = z.strictObject({
  kind: z.literal("scale"),
  divisor: z
    .number()
    .refine((divisor) => divisor !== 0, { message: "cannot divide by 0", params: { remedy: "Give a divisor other than 0." } })
    .meta({ description: "what every entry is divided by, such as the largest value of a pixel" }),
});

export type ScaleSpec = z.infer<typeof schema>;

/** x / divisor. */
export const scalePreparation: Preparation<ScaleSpec> = {
  kind: "scale",
  schema,
  fit: ({ divisor }) => ({ shift: [0], scale: [divisor] }),
};

export const scale = (divisor: number): ScaleSpec => ({ kind: "scale", divisor });
