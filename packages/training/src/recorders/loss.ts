import { z } from "zod";
import { lossesOf } from "../losses-of.ts";
import type { Recorder } from "../recorder.ts";
import { named } from "./named.ts";

const schema = z.strictObject({ kind: z.literal("loss") }).meta({ description: "The loss on the training and the test samples" });

export type LossRecorder = z.infer<typeof schema>;

/** `L/Z` on the training and on the test samples: `loss.train`, `loss.test`. Z of the test samples: the same name of a normaliser. */
export const loss: Recorder<LossRecorder> = {
  kind: "loss",
  schema,
  example: { kind: "loss" },
  linear: true,
  prepare: async () => async (moment) => ({ numbers: named("loss", await lossesOf(moment)) }),
  references: [],
};
