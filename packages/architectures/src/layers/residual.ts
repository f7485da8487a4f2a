import { z } from "zod";
import { body } from "../body.ts";
import type { Layer, LayerSpec } from "../layer.ts";
import { mergeSum } from "../merge.ts";

const schema = z.strictObject({
  kind: z.literal("residual"),
  body: body.meta({ description: "layers whose output is added to their input" }),
});

export type ResidualSpec = z.infer<typeof schema>;

/** x + body(x): K and Θ add. The body needs weights of its own, or it would be correlated with x. */
export const residual: Layer<ResidualSpec> = {
  kind: "residual",
  schema,
  example: { kind: "residual", body: [{ kind: "relu" }, { kind: "dense", width: 16 }] as LayerSpec[] },
  shape: ({ body }, input, context) => context.shape(body, input, "body"),
  propagate({ body }, state, context) {
    const named = { ...context.name(state), independent: false };
    const sum = mergeSum([named, context.propagate(body, named, "body")], context);
    return { ...sum, independent: state.independent };
  },
  bodies: ({ body }) => ({ body }),
  withBodies: (spec, { body = [] }) => ({ ...spec, body: [...body] }),
  references: ["Yang 2019, arXiv:1910.12478", "Novak et al. 2019, arXiv:1912.02803 (FanInSum)"],
};
