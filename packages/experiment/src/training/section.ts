import { type OptimiserSpec, trainingSchema } from "@ntkit/training";
import { z } from "zod";

/** The part of an experiment that trains networks of finite width: the settings of @ntkit/training, whose loss is that of the experiment. */
export const trainingSection = trainingSchema.omit({ loss: true }).extend({
  linearise: z.boolean().default(true).meta({ description: "whether the linear twin is trained beside the network, on the same batches" }),
  record: trainingSchema.shape.record.unwrap().optional().meta({
    description:
      "what is measured, and at which steps; the last step always is; left out: loss, outputs, weight change, NTK drift and, for a smooth loss, sharpness",
  }),
  networks: z.int().min(1).max(10_000).default(1).meta({ description: "how many networks: the seeds of the others follow that of the first" }),
  widths: z
    .array(z.int().positive())
    .min(1)
    .optional()
    .meta({ description: "also networks whose hidden layers all have each of these widths, to see how they move less the wider they are" }),
});

type Written = z.infer<typeof trainingSection>;

/** How networks of finite width are trained, with every default filled in. */
export type TrainingSection = Omit<Written, "optimiser" | "record"> & {
  readonly optimiser: OptimiserSpec;
  readonly record: NonNullable<Written["record"]>;
};

/** A training section as it was read, before its plugins have seen their parts. */
export type WrittenTraining = Written;
