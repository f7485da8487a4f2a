import { elementwise } from "@ntkit/architectures";
import { z } from "zod";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({ theta: z.number().default(1) });

/** x above `theta`, 0 elsewhere. */
export const thresholdedRelu: LayerRule<z.infer<typeof config>> = {
  className: "ThresholdedReLU",
  config,
  pieces: ({ theta }, { name }) => [{ kind: "layer", spec: elementwise(`x > ${theta} ? x : 0`, [theta]), parameters: {}, source: name }],
};
