import { formula } from "@ntkit/formula";
import { z } from "zod";
import { entrywise } from "../entrywise.ts";

const schema = z
  .strictObject({
    kind: z.literal("huber"),
    delta: z.number().positive().default(1).meta({ description: "Errors up to it count squared, larger ones linearly", unit: "output" }),
  })
  .meta({ description: "Huber loss: ½ r² for |r| ≤ delta, delta (|r| − ½ delta) beyond, r = f − y" });

export type Huber = z.infer<typeof schema>;

/** Huber loss of r = f − y: `½ r²` up to |r| = δ, `δ(|r| − ½δ)` beyond; gradient r cut off at ±δ, second derivative 1 or 0. */
export const huber = entrywise<Huber>({
  kind: "huber",
  schema,
  example: { kind: "huber", delta: 1 },
  quadratic: false,
  entry: ({ delta }) => formula`abs(f - y) <= ${delta} ? 0.5 * (f - y)^2 : ${delta} * (abs(f - y) - ${delta / 2})`,
  entryGradient: ({ delta }) => formula`max(${-delta}, min(${delta}, f - y))`,
  entryHessian: ({ delta }) => formula`abs(f - y) <= ${delta} ? 1 : 0`,
  curvature: () => 1,
  references: ["Huber 1964, Robust estimation of a location parameter, eq. 4"],
});
