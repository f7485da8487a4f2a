import { normaliserSchema } from "@ntkit/losses";
import { z } from "zod";
import { noRidge, ridgeSchema } from "../ridge.ts";
import { uncertaintySchema } from "../wanted.ts";

/** What every solver takes that moves along eigenmodes. */
export const linearFields = {
  ensemble: z.enum(["ntk", "nngp"]).default("ntk").meta({ description: "Which weights are trained: all (ntk), or those of the last layer (nngp)" }),
  learningRate: z.number().positive().default(1).meta({ description: "Only learningRate · t / normaliser enters", unit: "1/step" }),
  normaliser: normaliserSchema.default("samples"),
  ridge: ridgeSchema.default(noRidge),
  uncertainty: uncertaintySchema.default("none"),
  trainOutputs: z
    .enum(["function", "labels"])
    .default("function")
    .meta({
      description:
        "What a ridge makes of the training points: the function, as on any other point (it misses the targets), " +
        "or the labels, ridge taken for a part of the kernel (they reach the targets)",
    }),
  rankTolerance: z.number().nonnegative().optional().meta({ description: "Eigenvalues up to this times the largest count as zero; default n ε" }),
  indefiniteTolerance: z.number().nonnegative().optional().meta({ description: "A negative eigenvalue beyond this times the largest is refused; default √ε" }),
};

const linearSchema = z.strictObject(linearFields);
export const eigenSchema = z.strictObject({ kind: z.literal("eigen"), ...linearFields });

export type LinearOptions = z.infer<typeof linearSchema> & { readonly kind: string };
export type EigenSpec = z.infer<typeof eigenSchema>;
