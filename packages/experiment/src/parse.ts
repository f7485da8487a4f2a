import { parseArchitecture } from "@ntkit/architectures";
import { InvalidInput, lookUp, parse } from "@ntkit/core";
import { chooseLoss } from "@ntkit/losses";
import type { z } from "zod";
import type { ExperimentPlugins } from "./plugins.ts";
import { type Experiment, experimentSchema } from "./schema.ts";
import { parseTraining } from "./training/parse-training.ts";

interface Kind<S> {
  readonly schema: z.ZodType<S>;
}

/** The fields of a spec, checked and filled in by the plugin that it names. */
function parseKind<S>(registry: Readonly<Record<string, Kind<S>>>, spec: { readonly kind: string }, what: string, path: string): S {
  return parse(lookUp(registry, spec.kind, what, `${path}.kind`).schema, spec, path);
}

/**
 * Checks an experiment and every part that a plugin owns, and fills in all defaults but those that the data decide
 * (`data.split`, `data.targets`, `times.from` and `times.to`). Throws UnknownName or InvalidInput with the path:
 * `data.preparation[0].kind`, `architecture.layers[2].width`, `solver.uncertainty`.
 */
export function parseExperiment(value: unknown, plugins: ExperimentPlugins): Experiment {
  const { version, name, data, architecture, kernel, loss, solver, training, times } = parse(experimentSchema, value);
  if ((architecture === undefined) === (kernel === undefined)) {
    throw new InvalidInput({
      path: architecture === undefined ? "architecture" : "kernel",
      problem: "an experiment has either an architecture or a kernel",
      found: architecture === undefined ? "neither" : "both",
      remedy: "Give one of them.",
    });
  }
  if (training !== undefined && kernel !== undefined) {
    throw new InvalidInput({ path: "training", problem: "there is no network to train, only a kernel", remedy: "Give an architecture, or leave it out." });
  }
  const chosenLoss = chooseLoss(loss, plugins.losses);
  const usual = {
    ...(chosenLoss.quadratic ? { kind: "eigen", uncertainty: "variances" } : { kind: "ode" }),
    ...(kernel === undefined ? {} : { ensemble: "nngp" }),
  };
  return {
    version,
    name,
    data: { ...data, preparation: data.preparation.map((step, i) => ({ ...parseKind(plugins.preparations, step, "preparation", `data.preparation[${i}]`) })) },
    ...(kernel === undefined
      ? { architecture: parseArchitecture(architecture, plugins.architectures, "architecture") }
      : { kernel: parseKind(plugins.kernels, kernel, "kernel", "kernel") }),
    loss: chosenLoss.spec,
    solver: parseKind(plugins.solvers, solver ?? usual, "solver", "solver"),
    ...(training === undefined ? {} : { training: parseTraining(training, chosenLoss, plugins) }),
    times,
  };
}
