import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Optimiser } from "../optimiser.ts";

const decay = z.number().nonnegative().lt(1);
const schema = z
  .strictObject({
    kind: z.literal("adam"),
    learningRate: z.number().positive().default(1e-3).meta({ description: "η: about how far each parameter moves in a step", unit: "1/step" }),
    beta1: decay.default(0.9).meta({ description: "What part of the mean of gradients a step keeps" }),
    beta2: decay.default(0.999).meta({ description: "What part of the mean of their squares a step keeps" }),
    epsilon: z.number().positive().default(1e-8).meta({ description: "Added to the root of that mean" }),
  })
  .meta({ description: "Adam: every parameter in steps of its own size" });

export type Adam = z.infer<typeof schema>;

/**
 * `m ← β₁ m + (1 − β₁) g`, `s ← β₂ s + (1 − β₂) g²`, `w ← w − η m̂/(√ŝ + ε)`, with `m̂ = m/(1 − β₁ᵗ)` and `ŝ = s/(1 − β₂ᵗ)` at step t from 1.
 * Its steps are not along the gradient, so no NTK of its own describes it, and no limit of its learning rate is known here.
 */
export const adam: Optimiser<Adam> = {
  kind: "adam",
  schema,
  example: { kind: "adam", learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-8 },
  slots: ["mean", "square"],
  scalars: ({ beta1, beta2 }, step) => ({ meanCorrection: 1 / (1 - beta1 ** step), squareCorrection: 1 / (1 - beta2 ** step) }),
  update({ learningRate, beta1, beta2, epsilon }) {
    const mean = formula`${beta1} * mean + ${1 - beta1} * gradient`;
    const square = formula`${beta2} * square + ${1 - beta2} * gradient^2`;
    return { mean, square, w: formula`w - ${learningRate} * ${mean} * meanCorrection / (sqrt(${square} * squareCorrection) + ${epsilon})` };
  },
  references: ["Kingma & Ba 2015, arXiv:1412.6980, algorithm 1"],
};
