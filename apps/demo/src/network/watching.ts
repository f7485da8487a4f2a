import type { Outputs, Recorder } from "@ntkit/training";
import { z } from "zod";

const schema = z.strictObject({ kind: z.literal("watching") });

/** A recorder that hands the outputs on as training goes; it records nothing. */
export const watching = (see: (step: number, outputs: Outputs) => void): Recorder<z.infer<typeof schema>> => ({
  kind: "watching",
  schema,
  example: { kind: "watching" },
  linear: false,
  prepare: async () => async (moment) => {
    see(moment.step, await moment.outputs());
    return {};
  },
  references: [],
});
