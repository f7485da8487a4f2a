import { flatten as flattenLayer } from "@ntkit/architectures";
import { z } from "zod";
import { dataFormat, requireChannelsLast } from "../channels.ts";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({ data_format: dataFormat });

/** Row-major, channels last, in both. */
export const flatten: LayerRule<z.infer<typeof config>> = {
  className: "Flatten",
  config,
  pieces({ data_format }, context) {
    requireChannelsLast(data_format, context);
    return [{ kind: "layer", spec: flattenLayer(), parameters: {}, source: context.name }];
  },
};
