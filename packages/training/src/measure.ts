import { lookUp, parse } from "@ntkit/core";
import type { Moment } from "./moment.ts";
import type { RecorderRegistry } from "./recorders/index.ts";
import type { Values } from "./records.ts";
import { isDue } from "./schedule.ts";
import type { TrainingSettings } from "./settings.ts";

/** One recorder of one learner, ready to measure. */
export interface Measurement {
  readonly due: (step: number) => boolean;
  readonly measure: (moment: Moment) => Promise<Required<Values>>;
}

/** The recorders that settings name, each with a look at the start. `prefix` goes before the names of values. */
export async function prepareMeasurements(start: Moment, prefix: string, settings: TrainingSettings, registry: RecorderRegistry): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [i, { at, ...spec }] of settings.record.entries()) {
    const path = `record[${i}]`;
    const recorder = lookUp(registry, spec.kind, "recorder", `${path}.kind`);
    const parsed = parse(recorder.schema, spec, path);
    if (prefix !== "" && !recorder.linear) continue;
    const measure = await start.on.scope(() => recorder.prepare(parsed, start));
    measurements.push({
      due: isDue(at),
      measure: async (moment) => withPrefix(prefix, await moment.on.scope(() => measure(moment))),
    });
  }
  return measurements;
}

function withPrefix(prefix: string, { numbers = {}, arrays = {}, warnings = [] }: Values): Required<Values> {
  const renamed = <V>(values: Readonly<Record<string, V>>) => Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
  return { numbers: renamed(numbers), arrays: renamed(arrays), warnings };
}
