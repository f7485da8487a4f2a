import { type Shape, sizeOf } from "@ntkit/core";
import { z } from "zod";
import type { ParameterDescriptions } from "./finite/finite-layer.ts";
import type { Parameterization } from "./layer.ts";

/** The fields of a layer with weights and biases, for its schema; to be refined by `biasAgrees`. */
export const weightFields = {
  weightStd: z.number().nonnegative().default(1).meta({ description: "standard deviation of the weights, σw" }),
  biasStd: z.number().nonnegative().default(0).meta({ description: "standard deviation of the bias, σb" }),
  bias: z.boolean().optional().meta({ description: "whether there is a bias to train; left out: if biasStd is above 0" }),
  trainable: z.boolean().default(true).meta({ description: "false: frozen at initialisation, adds nothing of its own to the NTK" }),
};

export interface WeightFields {
  readonly weightStd: number;
  readonly biasStd: number;
  readonly bias?: boolean | undefined;
  readonly trainable: boolean;
}

export const biasAgrees = ({ bias, biasStd }: WeightFields): boolean => bias !== false || biasStd === 0;

/** What to say where it does not agree. */
export const biasDisagreement = { path: ["bias"], message: "no bias, but a biasStd above 0", params: { remedy: "Leave one of the two out." } };

export const hasBias = ({ bias, biasStd }: WeightFields): boolean => bias ?? biasStd > 0;

/** Weights of this shape, whose last axis are the outputs and whose others are what feeds one of them, and the bias. */
export function describeWeights(spec: WeightFields, shape: Shape, parameterization: Parameterization): ParameterDescriptions {
  const { weightStd, biasStd, trainable } = spec;
  const fanIn = sizeOf(shape.slice(0, -1));
  const unit = parameterization === "ntk";
  const weight = { shape, fanIn, std: unit ? 1 : weightStd / Math.sqrt(fanIn), trainable };
  return hasBias(spec) ? { weight, bias: { shape: shape.slice(-1), fanIn, std: unit ? 1 : biasStd, trainable } } : { weight };
}

/** What weights and biases are multiplied by in the forward pass: 1 in the standard parameterisation. */
export const scalesOf = ({ weightStd, biasStd }: WeightFields, fanIn: number, parameterization: Parameterization) =>
  parameterization === "ntk" ? { weight: weightStd / Math.sqrt(fanIn), bias: biasStd } : { weight: 1, bias: 1 };
