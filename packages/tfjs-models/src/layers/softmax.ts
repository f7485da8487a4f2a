import { z } from "zod";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({});

/** No rule, but a mark: as the last layer it may be dropped. */
export const softmax: LayerRule<z.infer<typeof config>> = {
  className: "Softmax",
  config,
  pieces: (_, { source }) => [{ kind: "softmax", name: "softmax", source }],
};
