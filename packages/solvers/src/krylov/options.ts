import { z } from "zod";
import { linearFields } from "../eigen/options.ts";

export const krylovSchema = z.strictObject({
  kind: z.literal("krylov"),
  ...linearFields,
  tolerance: z
    .number()
    .positive()
    .optional()
    .meta({ description: "Error allowed on the training points, relative to what there is to learn; default 1e-10, in float32 1e-5" }),
  maxDimension: z.int().positive().default(1000).meta({ description: "How many vectors a space may have, for each output: memory and time grow with it" }),
  horizon: z
    .number()
    .positive()
    .optional()
    .meta({ description: "The largest finite time that is to be predicted; default Infinity, which needs the most vectors", unit: "steps" }),
});

export type KrylovSpec = z.infer<typeof krylovSchema>;
