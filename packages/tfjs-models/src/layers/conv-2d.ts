import { layer } from "@ntkit/architectures";
import { show } from "@ntkit/core";
import { z } from "zod";
import { activationPieces } from "../activations.ts";
import { affine, affineFields } from "../affine.ts";
import { dataFormat, requireChannelsLast } from "../channels.ts";
import type { LayerRule } from "../layer-rule.ts";

const pair = z.tuple([z.int().positive(), z.int().positive()]);
const config = z.looseObject({
  filters: z.int().positive(),
  kernel_size: pair,
  strides: pair.default([1, 1]),
  padding: z.string().default("valid"),
  data_format: dataFormat,
  dilation_rate: pair.default([1, 1]),
  groups: z.int().positive().default(1),
  ...affineFields,
});

/** Kernels are [height, width, cIn, cOut] in both, and "same" pads alike. */
export const conv2d: LayerRule<z.infer<typeof config>> = {
  className: "Conv2D",
  config,
  pieces(config, context) {
    const { filters, kernel_size: kernel, strides, padding, dilation_rate: dilation, groups } = config;
    const { input, name } = context;
    requireChannelsLast(config.data_format, context);
    if (dilation.some((rate) => rate !== 1)) throw context.unsupported("a dilated convolution has no rule in ntkit", show(dilation));
    if (groups !== 1) throw context.unsupported("a convolution in groups has no rule in ntkit", show(groups));
    if (padding !== "same" && padding !== "valid") throw context.unsupported("a padding that has no rule in ntkit", show(padding));
    if (input.length !== 3) throw context.unsupported("a convolution needs images [height, width, channels]", `[${input.join(", ")}]`);
    const { fields, parameters } = affine(config, [...kernel, input[2], filters], context);
    const spec = layer("conv", { channels: filters, kernel, strides, padding, ...fields });
    return [{ kind: "layer", spec, parameters, source: name }, ...activationPieces(config.activation, context)];
  },
};
