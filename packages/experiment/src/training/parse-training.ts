import { lookUp, parse } from "@ntkit/core";
import type { ChosenLoss } from "@ntkit/losses";
import { optimisers, recorders } from "@ntkit/training";
import type { ExperimentPlugins } from "../plugins.ts";
import type { TrainingSection, WrittenTraining } from "./section.ts";

type Recordings = TrainingSection["record"];

/** Outputs are compared at so many steps in each tenfold of them; what costs more is measured at fewer. */
const [often, seldom] = [{ perDecade: 10 }, { perDecade: 4 }];

/**
 * Checks the parts of a training section that plugins own, and fills in their defaults. Loss and outputs are recorded in any case:
 * they are what is compared. Throws UnknownName or InvalidInput with the path: `training.optimiser.kind`, `training.record[1].samples`.
 */
export function parseTraining({ optimiser, record, ...section }: WrittenTraining, loss: ChosenLoss, plugins: ExperimentPlugins): TrainingSection {
  const chosen = lookUp(plugins.optimisers ?? optimisers, optimiser.kind, "optimiser", "training.optimiser.kind");
  const wanted = (record ?? usual(loss)).map(({ at, ...spec }, i) => {
    const path = `training.record[${i}]`;
    const { schema } = lookUp(plugins.recorders ?? recorders, spec.kind, "recorder", `${path}.kind`);
    return { ...parse(schema, spec, path), at };
  });
  const missing = ["loss", "outputs"].filter((kind) => wanted.every((one) => one.kind !== kind)).map((kind) => ({ kind, at: often }));
  return { ...section, optimiser: parse(chosen.schema, optimiser, "training.optimiser"), record: [...wanted, ...missing] };
}

function usual({ hessian }: ChosenLoss): Recordings {
  const drift = [
    { kind: "weight-change", at: often },
    { kind: "ntk", at: seldom },
  ];
  return [{ kind: "loss", at: often }, { kind: "outputs", at: often }, ...drift, ...(hessian === undefined ? [] : [{ kind: "sharpness", at: seldom }])];
}
