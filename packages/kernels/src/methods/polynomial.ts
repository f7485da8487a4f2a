import { formula } from "@ntkit/formula";
import { z } from "zod";
import { innerProductKernel } from "../inner-product-kernel.ts";
import type { KernelMethod } from "../method.ts";

const schema = z.strictObject({
  kind: z.literal("polynomial"),
  degree: z.int().positive().max(20).default(3),
  gamma: z.number().positive().default(1).meta({ description: "factor on the inner product" }),
  offset: z.number().nonnegative().default(1).meta({ description: "added before the power is taken" }),
});

/** (gamma x·x' + offset)^degree. */
export const polynomial: KernelMethod<z.infer<typeof schema>> = {
  kind: "polynomial",
  schema,
  example: { kind: "polynomial", degree: 3, gamma: 0.1, offset: 1 },
  trace: ({ degree, gamma, offset }, sample) => innerProductKernel("polynomial", sample, (inner) => formula`(${gamma} * ${inner} + ${offset}) ^ ${degree}`),
  references: ["Schölkopf & Smola 2002, section 2.1"],
};
