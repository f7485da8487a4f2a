import { type LossSpec, normaliserSchema } from "@ntkit/losses";
import { z } from "zod";
import type { OptimiserSpec } from "./optimiser.ts";
import { scheduleSchema } from "./schedule.ts";

/** What a plugin owns: its kind, and fields that the plugin's own schema checks. */
const plugin = z.looseObject({ kind: z.string() });

const recorder = z.looseObject({
  kind: z.string(),
  at: scheduleSchema.default({ perDecade: 10 }),
});

const stop = z.strictObject({
  loss: z.number().nonnegative().optional().meta({
    description: "stop as soon as the training loss is at or below this: looked at before every step, with batches once an epoch",
  }),
  seconds: z.number().positive().optional().meta({ description: "stop after this time", unit: "s" }),
});

/** The part of training that is plain data: everything but the network, the samples and where they run. */
export const trainingSchema = z.strictObject({
  loss: plugin.default({ kind: "mse" }).meta({ description: "what training makes small" }),
  normaliser: normaliserSchema.default("samples"),
  optimiser: plugin.default({ kind: "gradient-descent" }).meta({ description: "how a step follows from the gradient of the loss" }),
  steps: z.int().nonnegative().meta({ description: "how many steps" }),
  batchSize: z.int().positive().optional().meta({ description: "samples in a batch, drawn anew every epoch; left out: all of them" }),
  seed: z.int().default(0).meta({ description: "of the initial parameters, the batches, and layers that draw at random" }),
  initialisation: z
    .enum(["normal", "torch"])
    .default("normal")
    .meta({ description: "how parameters are drawn: as the parameterisation says, or as torch does" }),
  outputScale: z.number().positive().default(1).meta({ description: "α: what the network's outputs are multiplied by (lazy training)" }),
  centre: z.boolean().default(false).meta({ description: "whether the outputs at the start are subtracted, so that training starts from 0" }),
  linearise: z.boolean().default(false).meta({ description: "whether the linear twin is trained beside the network, on the same batches" }),
  checkLearningRate: z
    .boolean()
    .default(true)
    .meta({ description: "whether the largest stable learning rate is found before the first step, from at most 512 samples" }),
  record: z
    .array(recorder)
    .default([{ kind: "loss", at: { perDecade: 10 } }])
    .meta({ description: "what is measured, and at which steps; the last step always is" }),
  stop: stop.default({}).meta({ description: "what ends training before its steps are done" }),
});

type Written = z.infer<typeof trainingSchema>;

/** Settings with every default filled in, those of the loss and the optimiser too. */
export type TrainingSettings = Omit<Written, "loss" | "optimiser"> & { readonly loss: LossSpec; readonly optimiser: OptimiserSpec };

/** Settings as they may be written: all but the number of steps has a default. */
export type TrainingSettingsInput = z.input<typeof trainingSchema>;
