import { parse } from "@ntkit/core";
import { splitSchema } from "@ntkit/datasets";
import { z } from "zod";

const plugin = z.looseObject({ kind: z.string() });

const source = z.union([
  z.strictObject({ dataset: z.string().meta({ description: "a data set of the registry: digits, iris, …" }) }),
  z.strictObject({
    file: z.string().meta({ description: "a table (.csv) with one sample a row, beside the experiment" }),
    task: z.enum(["classification", "regression"]),
    target: z.string().optional().meta({ description: "name of the target column; left out: the last" }),
  }),
]);

const times = z.strictObject({
  from: z.number().positive().optional().meta({ description: "first time; left out: a tenth of the fastest mode's time constant", unit: "steps" }),
  to: z.number().positive().optional().meta({ description: "last finite time; left out: ten times the slowest mode's time constant", unit: "steps" }),
  count: z.int().min(2).max(10_000).default(60).meta({ description: "how many, evenly spaced in their logarithm; 0 and infinity are always there" }),
});

export const experimentSchema = z.strictObject({
  $schema: z.string().optional().meta({ description: "JSON Schema, for editors" }),
  version: z.literal(1).default(1),
  name: z.string().min(1).default("experiment"),
  data: z.strictObject({
    source,
    split: splitSchema.optional().meta({ description: "which samples train and which test; left out: a shuffled 80 % and 20 %, seed 0" }),
    preparation: z.array(plugin).default([]).meta({ description: "steps on the inputs, fitted on the training samples" }),
    targets: z
      .enum(["one-hot", "one-hot-centred", "raw", "centred", "standardised"])
      .optional()
      .meta({ description: "left out: one-hot-centred for classes, standardised for numbers" }),
  }),
  architecture: z.unknown().optional().meta({ description: "the network: its NNGP and NTK are the kernels" }),
  kernel: plugin.optional().meta({ description: "instead of an architecture: a classical kernel, as the prior of a Gaussian process" }),
  loss: plugin.default({ kind: "mse" }),
  solver: plugin.default({ kind: "eigen", uncertainty: "variances" }),
  times: times.default({ count: 60 }),
});

/** An experiment as plain JSON, defaults filled in: data, network, loss, solver, times. Running it twice gives the same numbers. */
export type Experiment = z.infer<typeof experimentSchema>;

/** Checks an experiment and fills in its defaults; the parts that plugins own are checked by them. Throws with the path. */
export function parseExperiment(value: unknown): Experiment {
  return parse(experimentSchema, value);
}
