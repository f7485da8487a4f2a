import { layer } from "@ntkit/architectures";
import { ndArray } from "@ntkit/core";
import { z } from "zod";
import { activationPieces } from "../activations.ts";
import { affine, affineFields } from "../affine.ts";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({ units: z.int().positive(), ...affineFields });

/** On one axis of features; on an image it works on every pixel, which is a convolution of one pixel. */
export const dense: LayerRule<z.infer<typeof config>> = {
  className: "Dense",
  config,
  pieces(config, context) {
    const { input, name } = context;
    const features = input[input.length - 1];
    const { fields, parameters } = affine(config, [features, config.units], context);
    const after = activationPieces(config.activation, context);
    if (input.length === 1) return [{ kind: "layer", spec: layer("dense", { width: config.units, ...fields }), parameters, source: name }, ...after];
    if (input.length !== 3) throw context.unsupported("a dense layer on samples of this shape", `[${input.join(", ")}]`);
    const weight = ndArray(parameters["weight"].data, [1, 1, features, config.units]);
    const spec = layer("conv", { channels: config.units, kernel: [1, 1], ...fields });
    return [{ kind: "layer", spec, parameters: { ...parameters, weight }, source: name }, ...after];
  },
};
