import type { NDArray, Shape, Unsupported } from "@ntkit/core";
import type { z } from "zod";
import type { Piece } from "./piece.ts";

/** Who wrote the model: some defaults and functions of Keras changed from version to version. */
export type Writer = "tfjs" | "keras-2" | "keras-3";

/** What the rule of a layer may ask. */
export interface LayerContext {
  /** The layer's own name: `dense_1`. */
  readonly name: string;
  /** Its name and class, as messages say them: `dense_1 (Dense)`. */
  readonly source: string;
  /** The shape of one sample that comes in, channels last. */
  readonly input: Shape;
  readonly writer: Writer;
  /**
   * A weight of the layer by its name (`kernel`), `index` its number among the layer's weights. Throws InvalidInput where it
   * is missing, ShapeMismatch where it has another shape, InvalidData where it is not finite.
   */
  weight(name: string, index: number, shape: Shape): NDArray;
  /** Something that the reader of the result should know. */
  note(text: string): void;
  /** The error to throw for a layer that has no rule, with the route that still works. */
  unsupported(problem: string, found?: string): Unsupported;
}

/**
 * How a class of layers of tfjs and Keras is written in ntkit. Register it with one line in `layers/index.ts`, or pass it
 * beside the built-in ones: `{ rules: { ...layerRules, [mine.className]: mine } }`.
 */
export interface LayerRule<Config = unknown> {
  readonly className: string;
  /** The fields of `config` that count, as written in model.json. */
  readonly config: z.ZodType<Config>;
  pieces(config: Config, context: LayerContext): readonly Piece[];
}
