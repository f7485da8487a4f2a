import { ShapeMismatch } from "@ntkit/core";
import { z } from "zod";
import { body } from "../body.ts";
import type { Layer } from "../layer.ts";

const schema = z.strictObject({
  kind: z.literal("repeat"),
  times: z.int().positive().max(100_000).meta({ description: "how many times" }),
  body: body.meta({ description: "the layers to repeat, each time with fresh weights" }),
});

/** `body`, `times` times over, with fresh weights each time: `layers[1].body` stands for each of them in messages. */
export const repeat: Layer<z.infer<typeof schema>> = {
  kind: "repeat",
  schema,
  example: { kind: "repeat", times: 3, body: [{ kind: "identity" }] },
  shape({ times, body }, input, context) {
    const once = context.shape(body, input, "body#0");
    const twice = times === 1 ? once : context.shape(body, once, "body#1");
    if (twice.join() !== once.join()) {
      throw new ShapeMismatch({
        path: context.path,
        problem: "a repeated body must give the shape that it takes, from the second time on",
        found: `[${once.join(", ")}] → [${twice.join(", ")}]`,
        remedy: "End the body with the width that it starts from.",
      });
    }
    return twice;
  },
  propagate({ times, body }, state, context) {
    let current = state;
    for (let i = 0; i < times; i++) current = context.propagate(body, current, `body#${i}`);
    return current;
  },
  finite: {
    parameters({ times, body }, input, { describe, shape }) {
      const next = shape(body, input, "body#0");
      return Object.assign({}, ...Array.from({ length: times }, (_, i) => describe(body, i === 0 ? input : next, `body#${i}`)));
    },
    async forward({ times, body }, x, { forward, release }) {
      let current = x;
      for (let i = 0; i < times; i++) {
        const next = await forward(body, current, `body#${i}`);
        release(current, x, next);
        current = next;
      }
      return current;
    },
    async pull({ times, body }, dy, { pull, release }) {
      let current = dy;
      for (let i = times - 1; i >= 0; i--) {
        const next = await pull(body, current, `body#${i}`);
        release(current, dy, next);
        current = next;
      }
      return current;
    },
  },
  bodies: ({ body }) => ({ body }),
  withBodies: (spec, { body = [] }) => ({ ...spec, body: [...body] }),
  references: [],
};
