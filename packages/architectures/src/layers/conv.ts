import { type Backend, scaled, type Tensor } from "@ntkit/backend";
import { ShapeMismatch } from "@ntkit/core";
import { z } from "zod";
import { affine } from "../finite/affine.ts";
import { asRows, reshaped, spent } from "../finite/arrays.ts";
import type { Sensitivity } from "../finite/finite-layer.ts";
import { inParts, type Part, partsOf } from "../finite/parts.ts";
import { type PatchSide, patchGram } from "../finite/patch-gram.ts";
import { bilinear, joinSeries, linear, plus } from "../finite/series.ts";
import { outputLength, patchesOf, sumOfPatches, type Windows, windowsOver } from "../finite/windows.ts";
import type { Layer, Parameterization } from "../layer.ts";
import { biasAgrees, biasDisagreement, describeWeights, hasBias, scalesOf, weightFields } from "../weights.ts";

const sizes = z.array(z.int().positive()).length(2);
const schema = z
  .strictObject({
    kind: z.literal("conv"),
    channels: z.int().positive().meta({ description: "output channels" }),
    kernel: sizes.meta({ description: "height and width of the filter" }),
    strides: sizes.default([1, 1]).meta({ description: "steps of the filter along height and width" }),
    padding: z.enum(["same", "valid", "circular"]).default("same").meta({ description: "same: zeros around the image, as XLA; circular: the image wrapped" }),
    ...weightFields,
  })
  .refine(biasAgrees, biasDisagreement);

export type ConvSpec = z.infer<typeof schema>;

/**
 * A convolution over images [height, width, channels], weights [kernel height, kernel width, channels in, channels out]:
 * `z[p] = s Σ_o W[o] a[p·stride + o] + c b`, scaled as a dense layer over the windows is: fanIn = kernel height · kernel width ·
 * channels in, and "ntk": s = σw/√fanIn, c = σb, W, b ~ N(0, 1); "standard": s = c = 1, W ~ N(0, σw²/fanIn), b ~ N(0, σb²).
 *
 * It has no kernel of infinite width here: that needs the covariances of all pairs of pixels.
 */
export const conv: Layer<ConvSpec> = {
  kind: "conv",
  schema,
  example: { kind: "conv", channels: 4, kernel: [3, 2], strides: [1, 1], padding: "same", weightStd: 1.2, biasStd: 0.3, trainable: true },
  shape(spec, input, { path }) {
    if (input.length !== 3) {
      throw new ShapeMismatch({
        path,
        problem: "a convolution needs images [height, width, channels]",
        found: `[${input.join(", ")}]`,
        remedy: "Give `input` in the architecture as [height, width, channels], and flatten or pool after the last convolution.",
      });
    }
    const [height, width] = [0, 1].map((axis) => outputLength(input[axis], spec.kernel[axis], spec.strides[axis], spec.padding));
    if (height > 0 && width > 0) return [height, width, spec.channels];
    throw new ShapeMismatch({
      path,
      problem: `a filter [${spec.kernel.join(", ")}] that does not fit into the image, without padding`,
      found: `[${input.join(", ")}]`,
      remedy: 'Take a smaller `kernel`, or `padding: "same"`.',
    });
  },
  finite: {
    parameters: (spec, [, , channels], { parameterization }) => describeWeights(spec, [...spec.kernel, channels, spec.channels], parameterization),
    async forward(spec, x, { on, parameterization, parameter, degree }) {
      const { windows, fanIn, scale } = setting(spec, x[0], parameterization);
      const weight = linear(parameter("weight"), (entry) => asRows(on, entry));
      const bias = hasBias(spec) ? { values: parameter("bias"), scale: scale.bias } : undefined;
      const parts = await inParts(on, samplesOf(x[0]), windows.places * fanIn, ([from, to]) => {
        const patches = linear(x, (entry) => patchesAt(on, entry, [from, to], windows));
        const products = bilinear(on, patches, weight, degree, (a, w) => on.matmul(a, w));
        return linear(affine(on, products, scale.weight, bias), (rows) => on.reshape(rows, [to - from, ...windows.output, spec.channels]));
      });
      return joinSeries(on, parts, (all) => on.concat(all));
    },
    async pull(spec, dy, { on, x, parameterization, parameter }) {
      const { windows, fanIn, scale } = setting(spec, x, parameterization);
      const weight = asRows(on, parameter("weight"));
      const parts = await inParts(on, samplesOf(dy), windows.places * fanIn, ([from, to]) => {
        const patches = on.gram(asRows(on, on.slice(dy, from, to)), weight, scale.weight);
        return sumOfPatches(on, patches, windows, x.shape.slice(1));
      });
      return on.concat(parts);
    },
    grad(spec, { x, dy }, { on, parameterization }) {
      const { windows, fanIn, scale } = setting(spec, x, parameterization);
      const terms = partsOf(samplesOf(x), windows.places * fanIn).map(([from, to]) => {
        const patches = patchesAt(on, x, [from, to], windows);
        const above = reshaped(on, on.slice(dy, from, to), [(to - from) * windows.places, spec.channels]);
        return spent(on, on.matmul(patches, above, { transposeA: true }), patches, above);
      });
      const sum = terms.reduce((all, term) => spent(on, plus(on, all, term), all, term));
      const weight = on.reshape(scaled(on, sum, scale.weight), [...spec.kernel, x.shape[3] ?? 0, spec.channels]);
      return hasBias(spec) ? { weight, bias: scaled(on, on.sum(asRows(on, dy), 0), scale.bias) } : { weight };
    },
    gram(spec, left, right, { on, parameterization }) {
      const { windows, fanIn, scale } = setting(spec, left.x, parameterization);
      const side = ({ x, dy }: Sensitivity): PatchSide => ({
        samples: samplesOf(x),
        features: fanIn,
        patches: (part) => patchesAt(on, x, part, windows),
        dy: on.reshape(dy, [samplesOf(dy), windows.places, spec.channels]),
      });
      const [rows, columns] = [side(left), right && side(right)];
      const weight = scaled(on, patchGram(on, rows, columns), scale.weight ** 2);
      if (!hasBias(spec)) return { weight };
      const bias = on.gram(on.sum(rows.dy, 1), columns && on.sum(columns.dy, 1), scale.bias ** 2);
      return { weight, bias };
    },
  },
  references: ["Novak et al. 2019, arXiv:1810.05148, section 2", "Novak et al. 2022, arXiv:2206.08720, section 3"],
};

/** The windows of some of the images. */
function patchesAt(on: Backend, images: Tensor, [from, to]: Part, windows: Windows): Tensor {
  const some = on.slice(images, from, to);
  return spent(on, patchesOf(on, some, windows), some);
}

const samplesOf = ({ shape: [samples = 0] }: Tensor): number => samples;

function setting(spec: ConvSpec, { shape: [, ...image] }: Tensor, parameterization: Parameterization) {
  const windows = windowsOver(image, spec);
  const fanIn = windows.size * image[2];
  return { windows, fanIn, scale: scalesOf(spec, fanIn, parameterization) };
}
