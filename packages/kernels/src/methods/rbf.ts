import { formula } from "@ntkit/formula";
import { z } from "zod";
import { innerProductKernel } from "../inner-product-kernel.ts";
import type { KernelMethod } from "../method.ts";

const schema = z.strictObject({
  kind: z.literal("rbf"),
  gamma: z.number().positive().default(1).meta({ description: "1/(2 length²)", unit: "1/(unit of input)²" }),
});

/** exp(−gamma ‖x − x'‖²), with ‖x − x'‖² = x·x + x'·x' − 2 x·x', exactly 0 for equal samples. */
export const rbf: KernelMethod<z.infer<typeof schema>> = {
  kind: "rbf",
  schema,
  example: { kind: "rbf", gamma: 0.5 },
  trace: ({ gamma }, sample) =>
    innerProductKernel("rbf", sample, (inner, norm1, norm2) => formula`exp(${-gamma} * max(${norm1} + ${norm2} - 2 * ${inner}, 0))`),
  references: ["Schölkopf & Smola 2002, section 2.3"],
};
