import { sizeOf } from "@ntkit/core";
import { z } from "zod";
import { linear } from "../finite/series.ts";
import type { Layer } from "../layer.ts";

const schema = z.strictObject({ kind: z.literal("flatten") });

/** All features of a sample in one axis. The covariance is the mean over every pixel and channel: x·x'/d as it enters. */
export const flatten: Layer<z.infer<typeof schema>> = {
  kind: "flatten",
  schema,
  example: { kind: "flatten" },
  shape: (_, input) => [sizeOf(input)],
  propagate: (_, state) => state,
  finite: {
    forward: (_, x, { on }) => linear(x, (entry) => on.reshape(entry, [entry.shape[0] ?? 0, sizeOf(entry.shape.slice(1))])),
    pull: (_, dy, { on, x }) => on.reshape(dy, [dy.shape[0] ?? 0, ...x.shape.slice(1)]),
  },
  references: ["Novak et al. 2019, arXiv:1810.05148, section 3.1"],
};
