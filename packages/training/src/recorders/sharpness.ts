import { Unsupported } from "@ntkit/core";
import { z } from "zod";
import type { Recorder } from "../recorder.ts";
import { sharpnessAt } from "../sharpness.ts";

const schema = z
  .strictObject({
    kind: z.literal("sharpness"),
    samples: z.int().positive().default(512).meta({ description: "Of the first so many training samples, or of all if there are fewer" }),
    tolerance: z.number().positive().default(1e-6).meta({ description: "Relative error at which its iteration stops" }),
  })
  .meta({ description: "The largest eigenvalue of the Gauss–Newton matrix; on a squared loss, of Θ/Z" });

export type SharpnessRecorder = z.infer<typeof schema>;

/** `sharpness`: the largest eigenvalue of `Jᵀ H J/Z`; on a squared loss that of the empirical NTK divided by Z. See `sharpnessAt`. */
export const sharpness: Recorder<SharpnessRecorder> = {
  kind: "sharpness",
  schema,
  example: { kind: "sharpness", samples: 512, tolerance: 1e-6 },
  linear: false,
  async prepare({ samples, tolerance }, { loss }) {
    if (loss.hessian === undefined) {
      throw new Unsupported({
        path: "record",
        problem: `the loss "${loss.spec.kind}" has no second derivative, so it has no sharpness`,
        remedy: "Take a smooth loss, or leave the recorder out.",
      });
    }
    return async (moment) => {
      const found = await sharpnessAt({ ...moment, samples: moment.data.train, origin: moment.origins.train }, { samples, tolerance });
      return found === undefined ? {} : { numbers: { sharpness: found.value } };
    };
  },
  references: ["Cohen et al. 2021, arXiv:2103.00065", "Lewkowycz et al. 2020, arXiv:2003.02218"],
};
