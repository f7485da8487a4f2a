import { formula } from "@ntkit/formula";
import { maximumLearningRate } from "@ntkit/solvers";
import { z } from "zod";
import type { Optimiser } from "../optimiser.ts";

const schema = z
  .strictObject({
    kind: z.literal("momentum"),
    learningRate: z.number().positive().default(1).meta({ description: "η, of the loss divided by its normaliser", unit: "1/step" }),
    momentum: z.number().nonnegative().lt(1).default(0.9).meta({ description: "What part β of its velocity a step keeps" }),
    acceleration: z
      .enum(["heavy-ball", "nesterov"])
      .default("heavy-ball")
      .meta({ description: "Where the gradient is taken: where the parameters are (heavy-ball), or where momentum alone would carry them (nesterov)" }),
  })
  .meta({ description: "Gradient descent with momentum" });

export type Momentum = z.infer<typeof schema>;

/**
 * `v ← β v − η ∇(L/Z)`, `w ← w + v`, with the gradient at w (heavy ball) or at w + β v (Nesterov): what the solver
 * `gradient-descent` of @ntkit/solvers does to functions, done to parameters.
 */
export const momentum: Optimiser<Momentum> = {
  kind: "momentum",
  schema,
  example: { kind: "momentum", learningRate: 0.1, momentum: 0.8, acceleration: "nesterov" },
  slots: ["velocity"],
  lookAhead: ({ acceleration, momentum }) => (acceleration === "nesterov" ? formula`w + ${momentum} * velocity` : undefined),
  update({ learningRate, momentum }) {
    const velocity = formula`${momentum} * velocity - ${learningRate} * gradient`;
    return { velocity, w: formula`w + ${velocity}` };
  },
  stableLimit: ({ momentum, acceleration }) => maximumLearningRate({ largestEigenvalue: 1, normaliser: 1, momentum, acceleration }),
  references: ["Polyak 1964, doi:10.1016/0041-5553(64)90137-5", "Nesterov 1983, Doklady AN SSSR 269", "Sutskever et al. 2013, section 2"],
};
