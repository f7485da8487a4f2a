import { z } from "zod";
import { networkSchema } from "../../network/network.ts";
import { definePanel } from "../../panel.tsx";
import { targets } from "./targets.ts";

const schema = z.strictObject({
  network: networkSchema.prefault({}),
  /** Training points, evenly spaced from −π to π. */
  count: z.int().min(5).max(60).default(24),
  target: z.enum(Object.keys(targets) as (keyof typeof targets)[]).default("step"),
  /** The mode that is looked at, from 0: the strongest. */
  mode: z.int().min(0).max(59).default(2),
  time: z.union([z.number().nonnegative(), z.literal(Number.POSITIVE_INFINITY)]).default(30),
});
export type EigenmodesState = z.infer<typeof schema>;

export const eigenmodes = definePanel({
  id: "eigenmodes",
  title: "Learning, one pattern at a time",
  short: "Eigenmodes",
  lead: "The kernel between the training points is a matrix, and its eigenvectors are the patterns that the network can learn independently of one another. A strong pattern is learnt in no time; a weak one may take for ever.",
  schema,
  view: async () => (await import("./view.tsx")).EigenmodesView,
});
