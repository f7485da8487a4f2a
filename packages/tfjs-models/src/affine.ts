import type { NDArray, Shape } from "@ntkit/core";
import { sizeOf } from "@ntkit/core";
import { z } from "zod";
import { activationField } from "./activations.ts";
import { initialStd } from "./initialisers.ts";
import type { LayerContext } from "./layer-rule.ts";

/** The fields that layers of weights and a bias share. */
export const affineFields = {
  activation: activationField,
  use_bias: z.boolean().default(true),
  kernel_initializer: z.unknown().optional(),
  bias_initializer: z.unknown().optional(),
  trainable: z.boolean().default(true),
};

interface AffineConfig {
  readonly use_bias: boolean;
  readonly kernel_initializer?: unknown;
  readonly bias_initializer?: unknown;
  readonly trainable: boolean;
}

/** What a layer `kernel · x + bias` has: the fields of its spec that say how it was drawn, and its weights [...window, cIn, cOut]. */
export function affine(config: AffineConfig, kernel: Shape, context: LayerContext) {
  const [width] = kernel.slice(-1);
  const fanIn = sizeOf(kernel) / width;
  const fans = { fanIn, fanOut: sizeOf(kernel) / kernel[kernel.length - 2] };
  const weightStd = initialStd(config.kernel_initializer, fans, context.writer);
  const biasStd = config.use_bias ? initialStd(config.bias_initializer, fans, context.writer) : 0;
  if (weightStd === undefined || biasStd === undefined) {
    context.note(
      `${context.source}: how it was initialised is not known as a standard deviation, so weightStd 1 and biasStd 0 stand in; only kernels at infinite width depend on them.`,
    );
  }
  const known = weightStd !== undefined && biasStd !== undefined;
  const parameters: Record<string, NDArray> = { weight: context.weight("kernel", 0, kernel) };
  if (config.use_bias) parameters["bias"] = context.weight("bias", 1, [width]);
  return {
    fields: { weightStd: known ? weightStd * Math.sqrt(fanIn) : 1, biasStd: known ? biasStd : 0, bias: config.use_bias, trainable: config.trainable },
    parameters,
  };
}
