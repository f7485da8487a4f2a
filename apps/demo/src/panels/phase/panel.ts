import { z } from "zod";
import { activationSchema } from "../../network/network.ts";
import { definePanel } from "../../panel.tsx";

const schema = z.strictObject({
  activation: activationSchema.default("erf"),
  formula: z.string().max(200).default("x * tanh(x)"),
  weightStd: z.number().min(0.1).max(3).default(1.5),
  biasStd: z.number().min(0).max(1).default(0.3),
});
export type PhaseState = z.infer<typeof schema>;

export const phase = definePanel({
  id: "phase",
  title: "Order, chaos, and the edge between them",
  short: "Phases",
  lead: "Before any training, a deep network either makes all inputs alike or tears neighbours apart. Which of the two depends on the scales of its random weights and biases. In between there is a line, and networks learn best near it.",
  schema,
  view: async () => (await import("./view.tsx")).PhaseView,
});
