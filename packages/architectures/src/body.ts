import { z } from "zod";
import type { LayerSpec } from "./layer.ts";

/** Nested layers, in the schema of a layer that holds some. Their own fields are checked by their own kind. */
export const body: z.ZodType<LayerSpec[]> = z
  .array(z.looseObject({ kind: z.string().meta({ description: 'what the layer is, such as "dense" or "relu"' }) }))
  .min(1)
  .meta({ description: "layers, from input to output", layers: true });
