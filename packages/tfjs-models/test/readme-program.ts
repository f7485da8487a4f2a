import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested } from "@ntkit/core";
import { evaluateEmpirical } from "@ntkit/kernels";
import { asFunction, empiricalNtkOfFunction, fromLayersModel } from "@ntkit/tfjs-models";
import * as tf from "@tensorflow/tfjs";

const { dense } = tf.layers;
const hidden = dense({ units: 64, activation: "relu", inputShape: [3] });
const model = tf.sequential({ layers: [hidden, dense({ units: 10, activation: "softmax" })] });
const x1 = fromNested([
  [0.2, -1, 0.5],
  [1, 0, 0.3],
]);

// By structure, on any backend, in its precision.
const { architecture, parameters, notes } = await fromLayersModel(model, { dropSoftmax: true });
const { ntk } = await evaluateEmpirical({ on: referenceBackend(), architecture, parameters, x1 });
console.log(notes); // [ "dense_Dense2 (Dense): its softmax was left out, so the outputs are logits." ]
console.log(ntk?.shape); // [ 2, 2, 10, 10 ]

// By Jacobians, with the softmax, in the float32 of tfjs.
const all = await empiricalNtkOfFunction({ tf, ...asFunction(model), x1, outputs: "trace" });
console.log(all.ntk.shape); // [ 2, 2 ]
