import type { Architecture } from "@ntkit/architectures";
import { splitSchema } from "@ntkit/datasets";
import type { KernelSpec } from "@ntkit/kernels";
import type { LossSpec } from "@ntkit/losses";
import type { SolverSpec } from "@ntkit/solvers";
import { z } from "zod";
import { type TrainingSection, trainingSection } from "./training/section.ts";

/** What a plugin owns: its kind, and fields that the plugin's own schema checks. */
const plugin = z.looseObject({ kind: z.string() });

/** Samples of the registry. */
const datasetSource = z.strictObject({
  dataset: z.string().meta({ description: "either a data set of the registry: digits, iris, …" }),
});

/** Samples of a file. */
const fileSource = z.strictObject({
  file: z.string().min(1).meta({ description: "or a table (.csv) with one sample a row; its path is counted from the folder of the experiment" }),
  task: z.enum(["classification", "regression"]).meta({ description: "whether the target column holds names of classes or numbers" }),
  target: z.string().optional().meta({ description: "name of the target column; left out: the last" }),
});

const rows = z.array(z.array(z.number()).min(1)).min(2);

/** Samples written down in the experiment itself. */
const givenSource = z.strictObject({
  inputs: rows.meta({ description: "or numbers as they stand here: the features of each sample" }),
  targets: rows.meta({ description: "and what is to be learnt of each: one number or several" }),
});

const targets = z.enum(["one-hot", "one-hot-centred", "signs", "raw", "centred", "standardised"]);

const data = z.strictObject({
  source: z.union([datasetSource, fileSource, givenSource]).meta({ description: "where the samples come from: a data set, a file, or the experiment itself" }),
  split: splitSchema.optional().meta({ description: "which samples train and which test; left out: a shuffled 80 % and 20 %, seed 0" }),
  preparation: z.array(plugin).default([]).meta({ description: "steps on the inputs, fitted on the training samples" }),
  targets: targets.optional().meta({
    description:
      "how the loss sees the targets, means and deviations those of the training samples; left out: what the loss is defined on, one-hot for probabilities, signs (1 for the class, −1 for the others) for signs, otherwise one-hot-centred for classes and standardised for numbers",
  }),
});

const times = z
  .strictObject({
    from: z.number().positive().optional().meta({ description: "first time; left out: a tenth of the fastest mode's time constant", unit: "steps" }),
    to: z.number().positive().optional().meta({ description: "last finite time; left out: ten times the slowest mode's time constant", unit: "steps" }),
    count: z.int().min(2).max(10_000).default(60).meta({ description: "how many, evenly spaced in their logarithm; 0 and infinity are always there" }),
  })
  .refine(({ from = 0, to = Number.POSITIVE_INFINITY }) => from < to, {
    path: ["to"],
    message: "the last time is not after the first",
    params: { remedy: "Give a `to` above `from`, or leave one of them out." },
  });

export const experimentSchema = z.strictObject({
  $schema: z.string().optional().meta({ description: "where editors find the JSON Schema; not part of the experiment" }),
  version: z.literal(1).default(1),
  name: z.string().min(1).default("experiment").meta({ description: "title of the report" }),
  data: data.meta({ description: "what is learnt" }),
  architecture: z.looseObject({}).optional().meta({ description: "the network: its NNGP and NTK are the kernels" }),
  kernel: plugin.optional().meta({ description: "instead of an architecture: a classical kernel, as the prior of a Gaussian process" }),
  loss: plugin.default({ kind: "mse" }).meta({ description: "what training makes small" }),
  solver: plugin.optional().meta({
    description: "how it is solved; left out: eigen with variances, ode for a loss that is not squared; for a classical kernel with the ensemble nngp",
  }),
  training: trainingSection.optional().meta({ description: "networks of finite width, trained beside the theory: ntkit train" }),
  times: times.default({ count: 60 }).meta({ description: "training times at which the scores are told, for a solver that knows time" }),
});

type Written = z.infer<typeof experimentSchema>;

/** How targets are encoded. */
export type Encoding = z.infer<typeof targets>;

/**
 * An experiment as plain JSON, defaults filled in, those of its plugins too: data, network, loss, solver, times.
 * Running it twice gives the same numbers.
 */
export type Experiment = Pick<Written, "version" | "name" | "data" | "times"> & {
  readonly architecture?: Architecture;
  readonly kernel?: KernelSpec;
  readonly loss: LossSpec;
  readonly solver: SolverSpec;
  readonly training?: TrainingSection;
};
