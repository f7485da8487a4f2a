import { z } from "zod";
import { networkSchema } from "../../network/network.ts";
import { definePanel } from "../../panel.tsx";
import { shapes } from "./shapes.ts";

const schema = z.strictObject({
  network: networkSchema.prefault({ activation: "relu", biasStd: 0.3 }),
  shape: z.enum(Object.keys(shapes) as (keyof typeof shapes)[]).default("moons"),
  /** Training points. */
  count: z.int().min(4).max(60).default(40),
  /** What the targets give to the wrong class: label smoothing. */
  smoothing: z.number().min(0).max(0.45).default(0),
  time: z.union([z.number().nonnegative(), z.literal(Number.POSITIVE_INFINITY)]).default(100),
  seed: z.int().min(0).max(9999).default(1),
});
export type LossesState = z.infer<typeof schema>;

export const losses = definePanel({
  id: "losses",
  title: "Two ways to be wrong",
  short: "Losses",
  lead: "The same wide networks, the same points of two classes, two losses. The squared loss pulls every output to a number and is done. Cross-entropy is never content: it makes the outputs larger and larger, ever more slowly.",
  schema,
  view: async () => (await import("./view.tsx")).LossesView,
});
