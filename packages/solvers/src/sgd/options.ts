import { z } from "zod";
import { linearFields } from "../eigen/options.ts";

export const sgdSchema = z.strictObject({
  kind: z.literal("sgd"),
  ...linearFields,
  batchSize: z.int().positive().meta({ description: "How many of the n samples a step sees; drawn anew for each, none twice", unit: "samples" }),
  randomness: z
    .enum(["batches", "batches-and-start"])
    .default("batches")
    .meta({ description: "What the spread is over: the draws of batches from one start, or the initial functions of the ensemble too" }),
  maxSteps: z.int().positive().default(10_000).meta({ description: "The largest finite step whose spread or expected loss may be asked for", unit: "steps" }),
});

export type SgdSpec = z.infer<typeof sgdSchema>;
