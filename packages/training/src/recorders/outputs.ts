import { z } from "zod";
import type { Recorder } from "../recorder.ts";
import { named } from "./named.ts";

const schema = z.strictObject({ kind: z.literal("outputs") }).meta({ description: "Outputs on the training and the test samples" });

export type OutputsRecorder = z.infer<typeof schema>;

/** The outputs [samples, O] as the loss sees them: `outputs.train`, `outputs.test`. */
export const outputs: Recorder<OutputsRecorder> = {
  kind: "outputs",
  schema,
  example: { kind: "outputs" },
  linear: true,
  prepare: async () => async (moment) => ({ arrays: named("outputs", { ...(await moment.outputs()) }) }),
  references: [],
};
