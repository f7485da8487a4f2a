import { type Shape, ShapeMismatch } from "@ntkit/core";
import { z } from "zod";
import type { Layer } from "../layer.ts";
import { body } from "../body.ts";

const schema = z.strictObject({
  kind: z.literal("repeat"),
  times: z.int().positive().max(100_000),
  body: body.meta({ description: "the layers to repeat, each time with fresh weights" }),
});

/** `body`, `times` times over, with fresh weights each time: `layers[1].body` stands for each of them in messages. */
export const repeat: Layer<z.infer<typeof schema>> = {
  kind: "repeat",
  schema,
  example: { kind: "repeat", times: 3, body: [{ kind: "identity" }] },
  shape({ times, body }, input, context) {
    let shape: Shape = input;
    for (let i = 0; i < times; i++) {
      const next = context.shape(body, shape, `body#${i}`);
      if (i === 1 && next.join() !== shape.join()) {
        throw new ShapeMismatch({
          path: context.path,
          problem: "a repeated body must give the shape that it takes",
          found: `[${shape.join(", ")}] → [${next.join(", ")}]`,
          remedy: "End the body with the width that it starts from.",
        });
      }
      if (next.join() === shape.join()) return next;
      shape = next;
    }
    return shape;
  },
  propagate({ times, body }, state, context) {
    let current = state;
    for (let i = 0; i < times; i++) current = context.propagate(body, current, `body#${i}`);
    return current;
  },
  bodies: ({ body }) => ({ body }),
  withBodies: (spec, { body = [] }) => ({ ...spec, body: [...body] }),
  references: [],
};
