import { layer } from "@ntkit/architectures";
import { z } from "zod";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({ alpha: z.number().optional(), negative_slope: z.number().optional() });

/** `alpha` was renamed to `negative_slope` in Keras 3. */
export const leakyRelu: LayerRule<z.infer<typeof config>> = {
  className: "LeakyReLU",
  config,
  pieces: ({ alpha, negative_slope }, { name }) => {
    const slope = negative_slope ?? alpha ?? 0.3;
    return [{ kind: "layer", spec: layer("leaky-relu", { slope }), parameters: {}, source: name }];
  },
};
