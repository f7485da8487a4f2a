import { z } from "zod";
import type { Layer } from "../layer.ts";

const schema = z.strictObject({ kind: z.literal("identity") });

/** Passes its input on: the straight branch of a `parallel`. */
export const identity: Layer<z.infer<typeof schema>> = {
  kind: "identity",
  schema,
  example: { kind: "identity" },
  shape: (_, input) => input,
  propagate: (_, state) => state,
  finite: { forward: (_, x) => x, pull: (_, dy) => dy },
  references: [],
};
