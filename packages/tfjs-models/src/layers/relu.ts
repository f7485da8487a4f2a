import { elementwise, layer } from "@ntkit/architectures";
import { z } from "zod";
import { cappedRelu } from "../activations.ts";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({
  max_value: z.number().nullish(),
  negative_slope: z.number().nullish(),
  threshold: z.number().nullish(),
});

/** x up to `max_value`, from `threshold` on; below it `negative_slope · (x − threshold)`. */
export const relu: LayerRule<z.infer<typeof config>> = {
  className: "ReLU",
  config,
  pieces({ max_value, negative_slope, threshold }, { name }) {
    const [slope, from] = [negative_slope ?? 0, threshold ?? 0];
    const spec = () => {
      if (from === 0 && slope === 0) return typeof max_value === "number" ? cappedRelu(max_value) : layer("relu");
      if (from === 0 && typeof max_value !== "number") return layer("leaky-relu", { slope });
      const below = `(x < ${from} ? ${slope} * (x - ${from}) : x)`;
      return typeof max_value === "number" ? elementwise(`min(${below}, ${max_value})`, [from, max_value]) : elementwise(below, [from]);
    };
    return [{ kind: "layer", spec: spec(), parameters: {}, source: name }];
  },
};
