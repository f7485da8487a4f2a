import { z } from "zod";
import { definePanel } from "../../panel.tsx";

const schema = z.strictObject({
  /** Units of a hidden layer: a power of two. */
  width: z
    .int()
    .min(4)
    .max(4096)
    .refine((width) => Number.isInteger(Math.log2(width)), "expected a power of two")
    .default(64),
  /** α: what the output is multiplied by. */
  scale: z.number().min(0.25).max(64).default(1),
  depth: z.union([z.literal(1), z.literal(2)]).default(1),
  activation: z.enum(["erf", "relu", "gelu"]).default("erf"),
  seed: z.int().min(0).max(9999).default(1),
  /** Of training: the functions that are shown are those after so many steps. */
  step: z.int().min(0).max(500).default(500),
});
export type LazyState = z.infer<typeof schema>;

export const lazy = definePanel({
  id: "lazy",
  title: "Wide networks hardly move",
  short: "Lazy training",
  lead: "A real network, trained while you watch, beside its linear twin and beside theory. Make it wider: the function it learns is the same, but each weight moves less and less to get there. In the limit nothing inside it changes at all.",
  schema,
  view: async () => (await import("./view.tsx")).LazyView,
});
