import { z } from "zod";
import type { LayerRule } from "../layer-rule.ts";

/** A class of layers that pass their input on when the network predicts. */
const passing = (className: string): LayerRule => ({
  className,
  config: z.unknown().optional(),
  pieces(_, { source, note }) {
    note(`${source}: it acts in training only, and was left out.`);
    return [];
  },
});

export const activityRegularization = passing("ActivityRegularization");
export const alphaDropout = passing("AlphaDropout");
export const gaussianDropout = passing("GaussianDropout");
export const gaussianNoise = passing("GaussianNoise");
export const spatialDropout2d = passing("SpatialDropout2D");
