import { normaliserSchema } from "@ntkit/losses";
import { z } from "zod";
import { noRidge, ridgeSchema } from "../ridge.ts";
import type { Method } from "./method.ts";

/** The options of the solver, for the methods it has. */
export const odeSchema = (methods: Readonly<Record<string, Method>>) =>
  z.strictObject({
    kind: z.literal("ode"),
    ensemble: z.enum(["ntk", "nngp"]).default("ntk").meta({ description: "Which weights are trained: all (ntk), or those of the last layer (nngp)" }),
    method: z
      .enum(["auto", ...Object.keys(methods)])
      .default("auto")
      .meta({ description: "How to integrate; auto: exponential for a squared loss, else tsit5, and exponential-rosenbrock where the flow is stiff" }),
    learningRate: z.number().positive().default(1).meta({ description: "Only learningRate · t / normaliser enters, but with momentum", unit: "1/step" }),
    normaliser: normaliserSchema.default("samples"),
    momentum: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .meta({ description: "Heavy ball in the limit of small steps, t = steps; left out: gradient flow, which is not momentum 0" }),
    ridge: ridgeSchema.default(noRidge),
    trainOutputs: z.enum(["function", "labels"]).default("function").meta({
      description: "What a ridge makes of the training points: the function, as on any other point, or the labels, ridge taken for a part of the kernel",
    }),
    rtol: z.number().positive().max(0.1).default(1e-6).meta({ description: "Error of a step relative to the function values" }),
    atol: z.number().positive().default(1e-9).meta({ description: "Error of a step beside it", unit: "output" }),
    step: z.number().positive().default(1).meta({ description: "Length of the steps of a method without error control; 1 is gradient descent", unit: "steps" }),
    maxSteps: z.int().positive().default(100_000).meta({ description: "Steps of integration before it gives up" }),
    horizon: z
      .number()
      .positive()
      .default(1e9)
      .meta({ description: "How long t = Infinity is waited for where training does not end", unit: "fastest time constants Z/(η λmax)" }),
    targetLoss: z
      .number()
      .nonnegative()
      .optional()
      .meta({ description: "t = Infinity also ends where the training loss, divided by the normaliser, is no larger" }),
  });

export type OdeSpec = z.infer<ReturnType<typeof odeSchema>>;
