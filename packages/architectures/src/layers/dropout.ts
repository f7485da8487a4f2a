import { divide } from "@ntkit/formula";
import { z } from "zod";
import type { Layer } from "../layer.ts";

const schema = z.strictObject({
  kind: z.literal("dropout"),
  keep: z.number().positive().max(1).meta({ description: "probability of keeping a unit" }),
  mode: z.enum(["train", "test"]).default("train").meta({ description: "test: passes its input on" }),
});

/**
 * Dropout that keeps a unit with probability r and scales it by 1/r. Two samples are masked independently, so only the
 * same-sample diagonal of K and Θ (of a self-kernel) grows, by 1/r.
 */
export const dropout: Layer<z.infer<typeof schema>> = {
  kind: "dropout",
  schema,
  example: { kind: "dropout", keep: 0.8, mode: "train" },
  shape: (_, input) => input,
  propagate({ keep, mode }, state, { sameSample }) {
    if (mode === "test" || keep === 1) return state;
    const masked = { ...state, gaussian: false };
    return sameSample ? { ...masked, nngp: divide(state.nngp, keep), ntk: divide(state.ntk, keep) } : masked;
  },
  references: ["Schoenholz et al. 2017, arXiv:1611.01232, section 5", "Novak et al. 2019, arXiv:1912.02803 (Dropout)"],
};
