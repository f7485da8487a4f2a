import type * as tf from "@tensorflow/tfjs";

/** What a layer makes of what comes in, while a model is put together. */
export const output = (layer: { apply(x: tf.SymbolicTensor | tf.SymbolicTensor[]): unknown }, ...inputs: readonly tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(inputs.length === 1 ? inputs[0] : [...inputs]) as tf.SymbolicTensor;
