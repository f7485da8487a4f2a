import type { TfjsTensor } from "./tfjs.ts";

/** The part of a `tf.LayersModel` that is needed to differentiate it. */
export interface ApplicableModel {
  apply(x: never, options: { training: boolean }): unknown;
  readonly trainableWeights: readonly { read(): TfjsTensor }[];
}

type TensorOf<Model extends ApplicableModel> = ReturnType<Model["trainableWeights"][number]["read"]>;

/**
 * Any `tf.LayersModel` with one input and one output as a function of its trainable weights, for `empiricalNtkOfFunction`: the
 * route for models with layers that ntkit has no rule for. As when it predicts: no dropout, and batch normalisation by its moving
 * averages.
 */
export function asFunction<Model extends ApplicableModel>(
  model: Model,
): { readonly apply: (params: readonly TensorOf<Model>[], x: TensorOf<Model>) => TensorOf<Model>; readonly params: readonly TensorOf<Model>[] } {
  return {
    params: model.trainableWeights.map((weight) => weight.read() as TensorOf<Model>),
    apply: (_, x) => model.apply(x as never, { training: false }) as TensorOf<Model>,
  };
}
