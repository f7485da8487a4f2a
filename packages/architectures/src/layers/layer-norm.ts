import { Unsupported } from "@ntkit/core";
import { add, divide, type Expr, multiply, sqrt } from "@ntkit/formula";
import { z } from "zod";
import type { Layer } from "../layer.ts";

const schema = z.strictObject({
  kind: z.literal("layer-norm"),
  epsilon: z.number().positive().default(1e-12).meta({ description: "added to the variance before its root is taken" }),
});

/**
 * Layer normalisation of zero-mean Gaussian preactivations, without gain and shift: at infinite width the mean over
 * channels is 0 and the variance q, so K and Θ are divided by √((ε + q11)(ε + q22)).
 */
export const layerNorm: Layer<z.infer<typeof schema>> = {
  kind: "layer-norm",
  schema,
  example: { kind: "layer-norm", epsilon: 1e-3 },
  shape: (_, input) => input,
  propagate({ epsilon }, state, context) {
    if (!state.gaussian) {
      throw new Unsupported({
        path: context.path,
        problem: "layer-norm after a nonlinearity or on raw inputs, where the mean over channels is not zero, has no kernel here",
        remedy: "Put it between a dense layer and its nonlinearity.",
      });
    }
    const { nngp, ntk, variance1, variance2, ...rest } = context.name(state);
    const scale = sqrt(multiply(add(epsilon, variance1), add(epsilon, variance2)));
    const normalised = (value: Expr) => divide(value, scale);
    return { ...rest, nngp: normalised(nngp), ntk: normalised(ntk) };
  },
  references: ["Ba et al. 2016, arXiv:1607.06450", "Novak et al. 2019, arXiv:1912.02803 (LayerNorm)"],
};
