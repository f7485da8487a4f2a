import { elementwise, type LayerSpec, layer } from "@ntkit/architectures";
import { show } from "@ntkit/core";
import { z } from "zod";
import type { LayerContext } from "./layer-rule.ts";
import type { Piece } from "./piece.ts";

/** max(x, 0) that stops at `top`. */
export const cappedRelu = (top: number): LayerSpec => elementwise(`min(max(x, 0), ${top})`, [0, top]);

/** A line through 1/2 between 0 and 1. Keras 3 made its slope 1/6, where Keras 2 and tfjs have 0.2. */
const hardSigmoid = ({ writer }: LayerContext): LayerSpec =>
  writer === "keras-3" ? elementwise("min(max(x / 6 + 0.5, 0), 1)", [-3, 3]) : elementwise("min(max(0.2 * x + 0.5, 0), 1)", [-2.5, 2.5]);

/** What `activation` may name, besides the softmax, in letters alone: "hard_sigmoid" and "hardSigmoid" are one. */
const activations: Readonly<Record<string, (context: LayerContext) => LayerSpec>> = {
  relu: () => layer("relu"),
  relu6: () => cappedRelu(6),
  leakyrelu: () => layer("leaky-relu", { slope: 0.2 }),
  elu: () => layer("elu"),
  selu: () => layer("selu"),
  sigmoid: () => layer("sigmoid"),
  hardsigmoid: hardSigmoid,
  tanh: () => layer("tanh"),
  softplus: () => layer("softplus"),
  softsign: () => elementwise("x / (1 + abs(x))", [0]),
  gelu: () => layer("gelu"),
  gelunew: () => layer("gelu-tanh"),
  silu: () => layer("silu"),
  swish: () => layer("silu"),
  mish: () => elementwise("x * tanh(softplus(x))"),
  exponential: () => layer("exp"),
};

/** The field `activation` of a layer. */
export const activationField = z.unknown().optional().meta({ description: "the name of a nonlinearity" });

/** What an activation is in ntkit: nothing if it is linear. */
export function activationPieces(activation: unknown, context: LayerContext): readonly Piece[] {
  if (activation === undefined || activation === null) return [];
  const { name, source } = context;
  if (typeof activation !== "string") throw context.unsupported("an activation that is no name, but an object", show(activation));
  const word = activation.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (word === "linear") return [];
  if (word === "softmax" || word === "logsoftmax") return [{ kind: "softmax", name: activation, source }];
  if (!Object.hasOwn(activations, word)) throw context.unsupported("its activation has no rule in ntkit", show(activation));
  return [{ kind: "layer", spec: activations[word](context), parameters: {}, source: name }];
}
