import { kernelDistance, relativeDrift } from "@ntkit/analysis";
import { type NDArray, ndArray, sizeOf, sliceRows, zeros } from "@ntkit/core";
import { evaluateEmpirical } from "@ntkit/kernels";
import { z } from "zod";
import { type Moment, readTensors } from "../moment.ts";
import type { Recorder } from "../recorder.ts";

const schema = z
  .strictObject({
    kind: z.literal("ntk"),
    samples: z.int().positive().default(64).meta({ description: "The NTK of the first so many training samples, or of all if there are fewer" }),
    outputs: z.enum(["full", "trace"]).default("full").meta({ description: "Every pair of outputs, or the sum of each with itself" }),
    keep: z.boolean().default(false).meta({ description: "Whether the kernels themselves are recorded" }),
  })
  .meta({ description: "How far the empirical NTK has moved" });

export type NtkRecorder = z.infer<typeof schema>;

/**
 * The empirical NTK Θ of the network (its outputs not scaled) on training samples: `ntk.drift`, `‖Θ_t − Θ_0‖_F/‖Θ_0‖_F`, and
 * `ntk.distance`, `1 − ⟨Θ_t, Θ_0⟩/(‖Θ_t‖ ‖Θ_0‖)`, which sees its direction alone.
 */
export const ntk: Recorder<NtkRecorder> = {
  kind: "ntk",
  schema,
  example: { kind: "ntk", samples: 16, outputs: "full", keep: false },
  linear: false,
  async prepare(spec, start) {
    const first = await kernelAt(spec, start);
    return async (moment) => {
      const now = await kernelAt(spec, moment);
      const trouble = first.trouble ?? now.trouble;
      if (trouble !== undefined) return { warnings: [trouble] };
      const [before, after] = [asSquare(first.ntk), asSquare(now.ntk)];
      const numbers = { "ntk.drift": relativeDrift(after, before), "ntk.distance": kernelDistance(after, before) };
      return spec.keep ? { numbers, arrays: { ntk: now.ntk } } : { numbers };
    };
  },
  references: ["Fort et al. 2020, arXiv:2010.15110", "Novak et al. 2022, arXiv:2206.08720"],
};

async function kernelAt({ samples, outputs }: NtkRecorder, { on, network, parameters, data }: Moment) {
  const { inputs, count } = data.train;
  const x1 = sliceRows(inputs, 0, Math.min(samples, count));
  const { ntk = zeros([0]), trouble } = await evaluateEmpirical({ on, network, parameters: await readTensors(on, parameters), x1, outputs });
  return { ntk, trouble };
}

/** The same entries as a square matrix: what Frobenius' product makes of kernels does not depend on where entries stand. */
function asSquare({ data, shape }: NDArray): NDArray {
  const side = Math.round(Math.sqrt(sizeOf(shape)));
  return ndArray(data, [side, side]);
}
