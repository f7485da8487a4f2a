import { layer } from "@ntkit/architectures";
import { z } from "zod";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({ rate: z.number().min(0).lt(1) });

/** `rate` is what is dropped, `keep` what is kept. The network is one that predicts, so it passes its input on. */
export const dropout: LayerRule<z.infer<typeof config>> = {
  className: "Dropout",
  config,
  pieces: ({ rate }, { name }) => [{ kind: "layer", spec: layer("dropout", { keep: 1 - rate, mode: "test" }), parameters: {}, source: name }],
};
