import { type Backend, entrywise } from "@ntkit/backend";
import { Unsupported } from "@ntkit/core";
import { add, divide, type Expr, formula, multiply, remembered, sqrt } from "@ntkit/formula";
import { z } from "zod";
import { asRows } from "../finite/arrays.ts";
import { repeatRows } from "../finite/blocks.ts";
import type { Series } from "../finite/finite-layer.ts";
import { bilinear, derivatives, entrywiseSeries, linear, times } from "../finite/series.ts";
import type { Layer } from "../layer.ts";

const schema = z.strictObject({
  kind: z.literal("layer-norm"),
  epsilon: z.number().positive().default(1e-12).meta({ description: "added to the variance before its root is taken" }),
});

/**
 * Layer normalisation over the channels of each place, without gain and shift: `y = (x − mean x) / √(var x + ε)`. Of zero-mean
 * Gaussian preactivations, at infinite width, the mean is 0 and the variance q, so K and Θ are divided by √((ε + q11)(ε + q22)).
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
  finite: {
    forward({ epsilon }, x, { on, degree }) {
      const { centred, scale } = normalisation(
        on,
        epsilon,
        linear(x, (entry) => asRows(on, entry)),
        degree,
      );
      const normalised = bilinear(on, centred, scale, degree, (entries, rows) => entrywise(on, product, { entries: { entries }, rows: { rows } }));
      return linear(normalised, (entry) => on.reshape(entry, x[0].shape));
    },
    /** With r = 1/√(var x + ε): `dx = r (dy − mean dy − y · mean(dy · y))`. */
    pull({ epsilon }, dy, { on, x, cotangents }) {
      const { centred, scale } = normalisation(on, epsilon, [asRows(on, x)], 0);
      const y = repeatRows(on, entrywise(on, product, { entries: { entries: centred[0] }, rows: { rows: scale[0] } }), cotangents);
      const above = asRows(on, dy);
      const rows = { sum: on.sum(above, 1), along: on.sum(times(on, above, y), 1), scale: repeatRows(on, scale[0], cotangents) };
      return on.reshape(entrywise(on, below(y.shape[1] ?? 1), { entries: { dy: above, y }, rows }), dy.shape);
    },
  },
  references: ["Ba et al. 2016, arXiv:1607.06450", "Novak et al. 2019, arXiv:1912.02803 (LayerNorm)"],
};

const product = formula`entries * rows`;
const centre = remembered((channels) => formula`entries - rows / ${channels}`);
const inverseRoot = remembered((channels, epsilon) => formula`(x / ${channels} + ${epsilon})^(-0.5)`);
const below = remembered((channels) => formula`scale * (dy - (sum + y * along) / ${channels})`);

/** `x − mean x` and `1/√(var x + ε)` for each row of channels. */
function normalisation(on: Backend, epsilon: number, x: Series, degree: number): { readonly centred: Series; readonly scale: Series } {
  const [, channels = 1] = x[0].shape;
  const centred = linear(x, (entries) => entrywise(on, centre(channels), { entries: { entries }, rows: { rows: on.sum(entries, 1) } }));
  const squares = bilinear(on, centred, centred, degree, (a, b) => on.sum(times(on, a, b), 1));
  return { centred, scale: entrywiseSeries(on, derivatives(inverseRoot(channels, epsilon)), squares, degree) };
}
