import { flatten } from "@ntkit/architectures";
import { z } from "zod";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({ target_shape: z.array(z.int()) });

/** To one axis, as `flatten` does it, or to the shape that is already there. */
export const reshape: LayerRule<z.infer<typeof config>> = {
  className: "Reshape",
  config,
  pieces({ target_shape: target }, context) {
    const { input, name } = context;
    if (target.join() === input.join()) return [];
    if (target.length === 1) return [{ kind: "layer", spec: flatten(), parameters: {}, source: name }];
    throw context.unsupported("a reshape to more than one axis has no rule in ntkit", `[${input.join(", ")}] → [${target.join(", ")}]`);
  },
};
