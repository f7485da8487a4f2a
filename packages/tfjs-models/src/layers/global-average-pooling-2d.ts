import { layer } from "@ntkit/architectures";
import { z } from "zod";
import { dataFormat, requireChannelsLast } from "../channels.ts";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({ data_format: dataFormat, keepdims: z.boolean().default(false) });

export const globalAveragePooling2d: LayerRule<z.infer<typeof config>> = {
  className: "GlobalAveragePooling2D",
  config,
  pieces({ data_format, keepdims }, context) {
    requireChannelsLast(data_format, context);
    if (keepdims) throw context.unsupported("a global average that keeps its axes has no rule in ntkit", "keepdims: true");
    return [{ kind: "layer", spec: layer("global-average-pool"), parameters: {}, source: context.name }];
  },
};
