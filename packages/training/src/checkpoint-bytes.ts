import { FileProblem, type NDArray, ndArray, parse } from "@ntkit/core";
import { parseNpz, writeNpz } from "@ntkit/datasets";
import { z } from "zod";
import type { Checkpoint, LearnerState } from "./checkpoint.ts";
import type { Curve } from "./records.ts";
import type { Parameters } from "./result.ts";
import { stack, unstack } from "./stack.ts";

const names = z.array(z.string());
const aboutSchema = z.strictObject({
  version: z.literal(1),
  step: z.int().nonnegative(),
  belongsTo: z.record(z.string(), z.string()),
  learners: z.array(z.strictObject({ prefix: z.string(), parameters: names, slots: z.array(z.strictObject({ slot: z.string(), parameters: names })) })),
  numbers: names,
  arrays: names,
});

type About = z.infer<typeof aboutSchema>;
type Arrays = Record<string, NDArray>;

/**
 * A checkpoint as the bytes of an .npz file that numpy opens too: arrays `parameters/…`, `slots/…/…`, `numbers/…` and `arrays/…`, each curve with its
 * steps, and in `checkpoint` the rest as the UTF-8 codes of a JSON text. No number changes.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { version, step, belongsTo, learners, records } = checkpoint;
  const arrays: Arrays = {};
  const putAll = (place: string, parameters: Parameters): string[] => {
    for (const [name, array] of Object.entries(parameters)) arrays[`${place}/${name}`] = array;
    return Object.keys(parameters);
  };
  const about: About = {
    ...{ version, step, belongsTo: { ...belongsTo } },
    learners: Object.entries(learners).map(([prefix, { parameters, slots }]) => ({
      prefix,
      parameters: putAll(`${prefix}parameters`, parameters),
      slots: Object.entries(slots).map(([slot, held]) => ({ slot, parameters: putAll(`${prefix}slots/${slot}`, held) })),
    })),
    numbers: Object.keys(records.numbers),
    arrays: Object.keys(records.arrays),
  };
  for (const [name, { steps, values }] of Object.entries(records.numbers)) {
    arrays[`numbers/${name}/steps`] = vector(steps);
    arrays[`numbers/${name}/values`] = vector(values);
  }
  for (const [name, { steps, values }] of Object.entries(records.arrays)) {
    arrays[`arrays/${name}/steps`] = vector(steps);
    arrays[`arrays/${name}/values`] = stack(values);
  }
  const text = new TextEncoder().encode(JSON.stringify(about));
  return writeNpz({ checkpoint: { data: Int32Array.from(text), shape: [text.length] }, ...arrays });
}

/** The checkpoint that bytes hold. Throws FileProblem for bytes that are none or damaged, naming `path`. */
export function decodeCheckpoint(bytes: Uint8Array, path = "checkpoint"): Checkpoint {
  const arrays = parseNpz(bytes, path);
  const at = (name: string): NDArray => {
    if (Object.hasOwn(arrays, name)) return arrays[name];
    throw new FileProblem({ path: `${path}#${name}`, problem: "this part of a checkpoint is missing", remedy: "Give a file that training has written." });
  };
  const { version, step, belongsTo, learners, ...curves } = aboutOf(at("checkpoint"), path);
  const take = (place: string, all: readonly string[]) => Object.fromEntries(all.map((name) => [name, at(`${place}/${name}`)]));
  const states = learners.map(({ prefix, parameters, slots }): [string, LearnerState] => {
    const held = slots.map(({ slot, parameters: names }) => [slot, take(`${prefix}slots/${slot}`, names)] as const);
    return [prefix, { parameters: take(`${prefix}parameters`, parameters), slots: Object.fromEntries(held) }];
  });
  const curve = <V>(place: string, valuesOf: (array: NDArray) => V[]): Curve<V> => ({
    steps: [...at(`${place}/steps`).data],
    values: valuesOf(at(`${place}/values`)),
  });
  const numbers = curves.numbers.map((name) => [name, curve(`numbers/${name}`, ({ data }) => [...data])] as const);
  const stacks = curves.arrays.map((name) => [name, curve(`arrays/${name}`, unstack)] as const);
  return {
    version,
    step,
    belongsTo,
    learners: Object.fromEntries(states),
    records: { numbers: Object.fromEntries(numbers), arrays: Object.fromEntries(stacks) },
  };
}

function aboutOf({ data }: NDArray, path: string): About {
  try {
    return parse(aboutSchema, JSON.parse(new TextDecoder().decode(Uint8Array.from(data))), path);
  } catch (cause) {
    throw new FileProblem({ path, problem: "this is no checkpoint", remedy: "Give a file that training has written.", cause });
  }
}

const vector = (values: readonly number[]): NDArray => ndArray(Float64Array.from(values), [values.length]);
