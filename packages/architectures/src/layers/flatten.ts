import { sizeOf } from "@ntkit/core";
import { z } from "zod";
import type { Layer } from "../layer.ts";

const schema = z.strictObject({ kind: z.literal("flatten") });

/** All features of a sample in one axis. The covariance is the mean over every pixel and channel: x·x'/d as it enters. */
export const flatten: Layer<z.infer<typeof schema>> = {
  kind: "flatten",
  schema,
  example: { kind: "flatten" },
  shape: (_, input) => [sizeOf(input)],
  propagate: (_, state) => state,
  references: ["Novak et al. 2019, arXiv:1810.05148, section 3.1"],
};
