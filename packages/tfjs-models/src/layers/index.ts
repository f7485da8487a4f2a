import type { LayerRule } from "../layer-rule.ts";
import { activation } from "./activation.ts";
import { conv2d } from "./conv-2d.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { elu } from "./elu.ts";
import { flatten } from "./flatten.ts";
import { globalAveragePooling2d } from "./global-average-pooling-2d.ts";
import { layerNormalization } from "./layer-normalization.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { activityRegularization, alphaDropout, gaussianDropout, gaussianNoise, spatialDropout2d } from "./passing.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { softmax } from "./softmax.ts";
import { thresholdedRelu } from "./thresholded-relu.ts";

/** Every class of layers with a rule, by name. A new one is its file and a line here. Merges and models within models are the graph's. */
export const layerRules: Readonly<Record<string, LayerRule>> = {
  [dense.className]: dense,
  [conv2d.className]: conv2d,
  [activation.className]: activation,
  [relu.className]: relu,
  [leakyRelu.className]: leakyRelu,
  [elu.className]: elu,
  [thresholdedRelu.className]: thresholdedRelu,
  [softmax.className]: softmax,
  [flatten.className]: flatten,
  [reshape.className]: reshape,
  [globalAveragePooling2d.className]: globalAveragePooling2d,
  [layerNormalization.className]: layerNormalization,
  [dropout.className]: dropout,
  [alphaDropout.className]: alphaDropout,
  [gaussianDropout.className]: gaussianDropout,
  [gaussianNoise.className]: gaussianNoise,
  [spatialDropout2d.className]: spatialDropout2d,
  [activityRegularization.className]: activityRegularization,
};
