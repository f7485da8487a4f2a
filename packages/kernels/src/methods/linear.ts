import { add } from "@ntkit/formula";
import { z } from "zod";
import { innerProductKernel } from "../inner-product-kernel.ts";
import type { KernelMethod } from "../method.ts";

const schema = z.strictObject({
  kind: z.literal("linear"),
  offset: z.number().nonnegative().default(0).meta({ description: "added to every entry: a bias" }),
});

/** x·x' + offset. */
export const linear: KernelMethod<z.infer<typeof schema>> = {
  kind: "linear",
  schema,
  example: { kind: "linear", offset: 1 },
  trace: ({ offset }, sample) => innerProductKernel("linear", sample, (inner) => add(inner, offset)),
  references: ["Schölkopf & Smola 2002, section 2.1"],
};
