import { layer } from "@ntkit/architectures";
import { z } from "zod";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({ alpha: z.number().default(1) });

export const elu: LayerRule<z.infer<typeof config>> = {
  className: "ELU",
  config,
  pieces: ({ alpha }, { name }) => [{ kind: "layer", spec: layer("elu", { alpha }), parameters: {}, source: name }],
};
