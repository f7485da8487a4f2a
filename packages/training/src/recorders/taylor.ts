import { type NDArray, ndArray } from "@ntkit/core";
import { z } from "zod";
import type { Samples } from "../data.ts";
import { presented } from "../model.ts";
import type { Moment } from "../moment.ts";
import type { Recorder } from "../recorder.ts";
import { taylorOutputs } from "../taylor.ts";

const schema = z
  .strictObject({
    kind: z.literal("taylor"),
    degree: z.int().min(1).max(4).default(2).meta({ description: "The highest degree of the expansion" }),
  })
  .meta({ description: "What Taylor expansions about the start say of the outputs at the parameters of the network" });

export type TaylorRecorder = z.infer<typeof schema>;

/**
 * Outputs by Taylor expansion about the initial parameters, at the parameters that the network has come to: arrays `taylor.1.train`,
 * `taylor.2.train`, … by degree; and as numbers of the same names how far they are from the outputs of the network, relative to how far these
 * have moved: `‖F − T_k‖/‖F − F_0‖`, 0 where nothing has moved.
 */
export const taylor: Recorder<TaylorRecorder> = {
  kind: "taylor",
  schema,
  example: { kind: "taylor", degree: 2 },
  linear: false,
  prepare:
    async ({ degree }) =>
    async (moment) => {
      const { data, origins } = moment;
      const outputs = await moment.outputs();
      const sides = [
        { name: "train", samples: data.train, origin: origins.train, actual: outputs.train },
        ...(data.test === undefined || outputs.test === undefined ? [] : [{ name: "test", samples: data.test, origin: origins.test, actual: outputs.test }]),
      ];
      const [numbers, arrays]: [Record<string, number>, Record<string, NDArray>] = [{}, {}];
      for (const { name, samples, origin, actual } of sides) {
        const [start, ...expansions] = await expansionsAt(moment, samples, origin, degree);
        const moved = distance(actual, start);
        for (const [k, expansion] of expansions.entries()) {
          arrays[`taylor.${k + 1}.${name}`] = expansion;
          numbers[`taylor.${k + 1}.${name}`] = moved === 0 ? 0 : distance(actual, expansion) / moved;
        }
      }
      return { numbers, arrays };
    },
  references: ["Huang & Yau 2019, arXiv:1909.08156", "Bai & Lee 2019, arXiv:1910.01619"],
};

async function expansionsAt(moment: Moment, { x, targets }: Samples, origin: Moment["origins"]["train"], degree: number): Promise<NDArray[]> {
  const { on, network, outputScale } = moment;
  return on.scope(async () => {
    const sums = await taylorOutputs(on, network, moment, x, degree);
    const read = await Promise.all(sums.map((sum) => on.read(presented(on, sum, outputScale, origin))));
    return read.map(({ data }) => ndArray(data, targets.shape));
  });
}

const distance = (a: NDArray, b: NDArray): number => Math.sqrt(a.data.reduce((sum, value, i) => sum + (value - b.data[i]) ** 2, 0));
