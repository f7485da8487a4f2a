import { argmax, accuracy as share } from "@ntkit/losses";
import { z } from "zod";
import type { Recorder } from "../recorder.ts";
import { named } from "./named.ts";

const schema = z
  .strictObject({ kind: z.literal("accuracy") })
  .meta({ description: "Share of samples whose largest output is that of the target; by sign for one output" });

export type AccuracyRecorder = z.infer<typeof schema>;

/**
 * The share of samples whose largest output is where the largest target is; of one output, the share of signs that agree:
 * `accuracy.train`, `accuracy.test`.
 */
export const accuracy: Recorder<AccuracyRecorder> = {
  kind: "accuracy",
  schema,
  example: { kind: "accuracy" },
  linear: true,
  prepare: async () => async (moment) => {
    const { train, test } = await moment.outputs();
    const { data } = moment;
    return {
      numbers: named("accuracy", {
        train: agreement(train, data.train.targets),
        ...(test === undefined || data.test === undefined ? {} : { test: agreement(test, data.test.targets) }),
      }),
    };
  },
  references: [],
};

type Matrix = Parameters<typeof argmax>[0];

function agreement(predictions: Matrix, targets: Matrix): number {
  if (targets.shape[1] !== 1) return share(predictions, argmax(targets));
  return targets.data.filter((y, i) => Math.sign(y) === Math.sign(predictions.data[i])).length / targets.data.length;
}
