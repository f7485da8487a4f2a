import { z } from "zod";
import { networkSchema } from "../../network/network.ts";
import { definePanel } from "../../panel.tsx";
import { drawingPattern, someFive } from "./drawing.ts";

const schema = z.strictObject({
  network: networkSchema.prefault({ activation: "relu", weightStd: 1.4, biasStd: 0.1 }),
  /** Training images: the first of the data set. */
  count: z.int().min(20).max(600).default(300),
  /** The drawn digit: the ink of 64 cells from 0 to 16, each as a digit in base 17. */
  drawing: z.string().regex(drawingPattern).default(someFive),
  time: z.union([z.number().nonnegative(), z.literal(Number.POSITIVE_INFINITY)]).default(Number.POSITIVE_INFINITY),
});
export type DigitsState = z.infer<typeof schema>;

export const digits = definePanel({
  id: "digits",
  title: "Which images made you say that?",
  short: "Digits",
  lead: "Draw a digit. An infinitely wide network says which it is, how sure it is, and which of the images that it has learnt from made it say so: its answer is nothing but a sum over them.",
  schema,
  view: async () => (await import("./view.tsx")).DigitsView,
});
