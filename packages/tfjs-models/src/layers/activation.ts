import { z } from "zod";
import { activationField, activationPieces } from "../activations.ts";
import type { LayerRule } from "../layer-rule.ts";

const config = z.looseObject({ activation: activationField });

export const activation: LayerRule<z.infer<typeof config>> = {
  className: "Activation",
  config,
  pieces: ({ activation }, context) => activationPieces(activation, context),
};
