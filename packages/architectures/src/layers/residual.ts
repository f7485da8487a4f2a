import { ShapeMismatch } from "@ntkit/core";
import { z } from "zod";
import { body } from "../body.ts";
import { addSeries, plus } from "../finite/series.ts";
import type { Layer } from "../layer.ts";
import { mergeSum } from "../merge.ts";

const schema = z.strictObject({
  kind: z.literal("residual"),
  body: body.meta({ description: "layers whose output is added to their input" }),
});

const exampleBody = [{ kind: "relu" }, { kind: "dense", width: 16 }];

/** x + body(x): K and Θ add. The body needs weights of its own, or it would be correlated with x. */
export const residual: Layer<z.infer<typeof schema>> = {
  kind: "residual",
  schema,
  example: { kind: "residual", body: exampleBody },
  shape({ body }, input, context) {
    const output = context.shape(body, input, "body");
    if (output.join() !== input.join()) {
      throw new ShapeMismatch({
        path: context.path,
        problem: "the body of a residual must give the shape that it takes",
        found: `[${input.join(", ")}] → [${output.join(", ")}]`,
        remedy: "Give the last layer of the body the width of its input.",
      });
    }
    return output;
  },
  propagate({ body }, state, context) {
    const named = { ...context.name(state), independent: false };
    return { ...state, ...mergeSum([named, context.propagate(body, named, "body")], context) };
  },
  finite: {
    parameters: ({ body }, input, { describe }) => describe(body, input, "body"),
    async forward({ body }, x, { on, forward, release }) {
      const branch = await forward(body, x, "body");
      const sum = addSeries(on, x, branch);
      release(branch, x, sum);
      return sum;
    },
    async pull({ body }, dy, { on, pull, release }) {
      const branch = await pull(body, dy, "body");
      const sum = plus(on, dy, branch);
      release(branch, dy);
      return sum;
    },
  },
  bodies: ({ body }) => ({ body }),
  withBodies: (spec, { body = [] }) => ({ ...spec, body: [...body] }),
  references: ["Yang 2019, arXiv:1910.12478", "Novak et al. 2019, arXiv:1912.02803 (FanInSum)"],
};
