import { z } from "zod";
import { networkSchema } from "../../network/network.ts";
import { definePanel } from "../../panel.tsx";
import { sine } from "./presets.ts";

const schema = z.strictObject({
  points: z
    .array(z.tuple([z.number(), z.number()]))
    .max(100)
    .default(sine),
  network: networkSchema.prefault({}),
  /** Training time; Infinity: when training is done. */
  time: z.union([z.number().nonnegative(), z.literal(Number.POSITIVE_INFINITY)]).default(30),
  kernel: z.enum(["ntk", "nngp", "both"]).default("ntk"),
  /** Standard deviation of the noise in the targets that is reckoned with: its square is the ridge. */
  noise: z.number().min(0).max(1).default(0),
  /** Real networks of a finite width, trained on the points. */
  networks: z
    .strictObject({
      shown: z.boolean().default(false),
      /** A power of two. */
      width: z
        .int()
        .min(8)
        .max(1024)
        .refine((width) => Number.isInteger(Math.log2(width)), "expected a power of two")
        .default(128),
      count: z.int().min(1).max(10).default(3),
      twins: z.boolean().default(true),
    })
    .prefault({}),
  draws: z.int().min(0).max(20).default(6),
  seed: z.int().min(0).max(9999).default(1),
});
export type PlaygroundState = z.infer<typeof schema>;

export const playground = definePanel({
  id: "playground",
  title: "A function from five points",
  short: "Playground",
  lead: "Drag the points. Click to add one. What you see is not one network but all of them at once: the mean of infinitely many wide networks, trained on your points until time t, and the band that holds most of them.",
  schema,
  view: async () => (await import("./view.tsx")).PlaygroundView,
});
