import type { Tensors } from "@ntkit/architectures";
import { type Backend, entrywise } from "@ntkit/backend";
import { sizeOf } from "@ntkit/core";
import { formula } from "@ntkit/formula";
import { z } from "zod";
import { minus, trainedNames } from "../linear.ts";
import type { Recorder } from "../recorder.ts";

const schema = z
  .strictObject({ kind: z.literal("weight-change") })
  .meta({ description: "How far the parameters have moved, relative to their size at the start" });

export type WeightChangeRecorder = z.infer<typeof schema>;

/**
 * `‖w_t − w_0‖/‖w_0‖` of all trained parameters (`weight-change`), of each layer (`weight-change.layers[0]`) and of each array
 * (`weight-change.layers[0].weight`). Of what is 0 at the start (biases, often) there is no relative change: it is left out.
 */
export const weightChange: Recorder<WeightChangeRecorder> = {
  kind: "weight-change",
  schema,
  example: { kind: "weight-change" },
  linear: true,
  async prepare(_, { on, network, initial }) {
    const names = trainedNames(network);
    const before = await squaredNorms(on, initial, names);
    return async ({ parameters }) => {
      const change = await squaredNorms(on, minus(on, parameters, initial, names), names);
      const groups = new Map<string, { moved: number; size: number }>();
      for (const name of names) {
        for (const group of ["weight-change", `weight-change.${layerOf(name)}`, `weight-change.${name}`]) {
          const { moved, size } = groups.get(group) ?? { moved: 0, size: 0 };
          groups.set(group, { moved: moved + change[name], size: size + before[name] });
        }
      }
      const known = [...groups].filter(([, { size }]) => size > 0);
      return { numbers: Object.fromEntries(known.map(([group, { moved, size }]) => [group, Math.sqrt(moved / size)])) };
    };
  },
  references: ["Lee et al. 2019, arXiv:1902.06720, figure 1"],
};

const layerOf = (name: string): string => name.slice(0, name.lastIndexOf("."));
const square = formula`w^2`;

async function squaredNorms(on: Backend, tensors: Tensors, names: readonly string[]): Promise<Record<string, number>> {
  const norms = names.map((name) => on.sum(on.reshape(entrywise(on, square, { entries: { w: tensors[name] } }), [sizeOf(tensors[name].shape)]), 0));
  const read = await Promise.all(norms.map((norm) => on.read(norm)));
  return Object.fromEntries(names.map((name, i) => [name, read[i].data[0]]));
}
