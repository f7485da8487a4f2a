import { scaled } from "@ntkit/backend";
import { ShapeMismatch, sizeOf } from "@ntkit/core";
import { z } from "zod";
import { linear } from "../finite/series.ts";
import type { Layer } from "../layer.ts";

const schema = z.strictObject({ kind: z.literal("global-average-pool") });

/**
 * The mean of each channel over all places of an image: [height, width, channels] → [channels].
 *
 * It has no kernel of infinite width here: that needs the covariances of all pairs of pixels.
 */
export const globalAveragePool: Layer<z.infer<typeof schema>> = {
  kind: "global-average-pool",
  schema,
  example: { kind: "global-average-pool" },
  shape(_, input, { path }) {
    if (input.length > 1) return input.slice(-1);
    throw new ShapeMismatch({
      path,
      problem: "a pooling over places needs images [height, width, channels]",
      found: `[${input.join(", ")}]`,
      remedy: "Give `input` in the architecture as [height, width, channels], or leave the layer out.",
    });
  },
  finite: {
    forward(_, x, { on }) {
      const [samples = 0, ...image] = x[0].shape;
      const [places, channels] = [sizeOf(image.slice(0, -1)), image[image.length - 1]];
      return linear(x, (entry) => scaled(on, on.sum(on.reshape(entry, [samples, places, channels]), 1), 1 / places));
    },
    pull(_, dy, { on, x }) {
      const [, ...image] = x.shape;
      const [rows = 0] = dy.shape;
      const places = sizeOf(image.slice(0, -1));
      const spread = Int32Array.from({ length: rows * places }, (_, at) => Math.floor(at / places));
      return on.reshape(on.gather(scaled(on, dy, 1 / places), spread), [rows, ...image]);
    },
  },
  references: ["Lin et al. 2013, arXiv:1312.4400, section 3.2", "Novak et al. 2019, arXiv:1810.05148, section 3.3"],
};
