import type { Backend, Tensor } from "@ntkit/backend";
import { ndArray, sizeOf } from "@ntkit/core";
import { divide } from "@ntkit/formula";
import { z } from "zod";
import { timesSamples } from "../finite/cotangents.ts";
import type { Noise } from "../finite/finite-layer.ts";
import { linear, times } from "../finite/series.ts";
import type { Layer } from "../layer.ts";

const schema = z.strictObject({
  kind: z.literal("dropout"),
  keep: z.number().positive().max(1).meta({ description: "probability of keeping a unit" }),
  mode: z.enum(["train", "test"]).default("train").meta({ description: "test: passes its input on" }),
});

type DropoutSpec = z.infer<typeof schema>;

/**
 * Dropout that keeps a unit with probability r and scales it by 1/r; each sample has a mask of its own. So two samples are masked independently, so only the
 * same-sample diagonal of K and Θ (of a self-kernel) grows, by 1/r.
 */
export const dropout: Layer<DropoutSpec> = {
  kind: "dropout",
  schema,
  example: { kind: "dropout", keep: 0.8, mode: "train" },
  shape: (_, input) => input,
  propagate(spec, state, { sameSample }) {
    if (passesOn(spec)) return state;
    const { keep } = spec;
    const masked = { ...state, gaussian: false };
    return sameSample ? { ...masked, nngp: divide(state.nngp, keep), ntk: divide(state.ntk, keep) } : masked;
  },
  finite: {
    forward(spec, x, { on, noise }) {
      if (passesOn(spec)) return x;
      const drawn = mask(on, spec, x[0], noise);
      return linear(x, (entry) => times(on, entry, drawn));
    },
    pull(spec, dy, { on, x, noise, cotangents }) {
      return passesOn(spec) ? dy : timesSamples(on, dy, mask(on, spec, x, noise), cotangents);
    },
  },
  references: ["Schoenholz et al. 2017, arXiv:1611.01232, section 5", "Novak et al. 2019, arXiv:1912.02803 (Dropout)"],
};

const passesOn = ({ keep, mode }: DropoutSpec): boolean => mode === "test" || keep === 1;

/** For each unit of each sample 1/r with probability r, or 0. */
function mask(on: Backend, { keep }: DropoutSpec, { shape, dtype }: Tensor, noise: Noise): Tensor {
  const [samples = 0, ...features] = shape;
  const units = sizeOf(features);
  const values = new Float64Array(samples * units);
  for (let sample = 0; sample < samples; sample++) {
    const { uniform } = noise(sample);
    for (let unit = 0; unit < units; unit++) values[sample * units + unit] = uniform() < keep ? 1 / keep : 0;
  }
  return on.tensor(ndArray(values, shape), dtype);
}
