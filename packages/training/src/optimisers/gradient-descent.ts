import { formula } from "@ntkit/formula";
import { maximumLearningRate } from "@ntkit/solvers";
import { z } from "zod";
import type { Optimiser } from "../optimiser.ts";

const schema = z
  .strictObject({
    kind: z.literal("gradient-descent"),
    learningRate: z.number().positive().default(1).meta({ description: "η, of the loss divided by its normaliser", unit: "1/step" }),
  })
  .meta({ description: "Plain gradient descent, on all samples or on batches of them (SGD)" });

export type GradientDescent = z.infer<typeof schema>;

/** `w ← w − η ∇(L/Z)`. On batches: stochastic gradient descent. */
export const gradientDescent: Optimiser<GradientDescent> = {
  kind: "gradient-descent",
  schema,
  example: { kind: "gradient-descent", learningRate: 0.1 },
  slots: [],
  update: ({ learningRate }) => ({ w: formula`w - ${learningRate} * gradient` }),
  stableLimit: () => maximumLearningRate({ largestEigenvalue: 1, normaliser: 1 }),
  references: ["Robbins & Monro 1951, A stochastic approximation method", "Lee et al. 2019, arXiv:1902.06720, section 2"],
};
