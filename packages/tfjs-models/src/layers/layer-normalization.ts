import { layerNorm } from "@ntkit/architectures";
import { show } from "@ntkit/core";
import { z } from "zod";
import type { LayerContext, LayerRule } from "../layer-rule.ts";

const config = z.looseObject({
  axis: z.union([z.int(), z.array(z.int())]).default(-1),
  epsilon: z.number().positive().default(1e-3),
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
});

/** Over the channels. ntkit's has no gain and no shift, so there may be none, or none that does anything. */
export const layerNormalization: LayerRule<z.infer<typeof config>> = {
  className: "LayerNormalization",
  config,
  pieces({ axis, epsilon, center, scale }, context) {
    const { input, name } = context;
    const axes = [axis].flat().map((at) => (at < 0 ? at + input.length + 1 : at));
    if (axes.join() !== `${input.length}`) throw context.unsupported("it normalises over other axes than that of the channels", show(axis));
    const channels = input[input.length - 1];
    if (scale) requireAll(context, "gamma", 0, channels, 1);
    if (center) requireAll(context, "beta", scale ? 1 : 0, channels, 0);
    if (scale || center) context.note(`${context.source}: its gain and shift, which are 1 and 0, were left out and are not trained.`);
    return [{ kind: "layer", spec: layerNorm(epsilon), parameters: {}, source: name }];
  },
};

function requireAll(context: LayerContext, name: string, index: number, channels: number, expected: number): void {
  const found = context.weight(name, index, [channels]).data.find((value) => value !== expected);
  if (found === undefined) return;
  throw context.unsupported(`the layer-norm of ntkit has no gain and no shift: ${name} must be ${expected} everywhere`, show(found));
}
