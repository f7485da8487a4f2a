import { z } from "zod";
import { networkSchema } from "../../network/network.ts";
import { definePanel } from "../../panel.tsx";
import { shallow } from "./settings.ts";

const schema = z.strictObject({
  network: networkSchema.prefault(shallow),
  /** Norm of the inputs: x·x'/2 is `radius² cos t / 2`. */
  radius: z.number().min(0.1).max(5).default(Math.SQRT2),
  /** How often the target goes up and down around the circle. */
  frequency: z.int().min(1).max(12).default(3),
  /** Whether kernels of real networks are drawn beside the limit, and from which seed on. */
  networks: z.boolean().default(false),
  seed: z.int().min(0).max(9999).default(1),
  time: z.union([z.number().nonnegative(), z.literal(Number.POSITIVE_INFINITY)]).default(100),
});
export type CircleState = z.infer<typeof schema>;

export const circle = definePanel({
  id: "circle",
  title: "Some functions are learnt, some never",
  short: "The circle",
  lead: "Put the inputs on a circle, and the kernel depends on nothing but the angle between two of them. Then waves are what it can be taken apart into: each frequency is learnt at a rate of its own, and that rate can be zero.",
  schema,
  view: async () => (await import("./view.tsx")).CircleView,
});
