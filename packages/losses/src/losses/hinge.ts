import { formula } from "@ntkit/formula";
import { z } from "zod";
import { entrywise } from "../entrywise.ts";

const schema = z
  .strictObject({
    kind: z.literal("hinge"),
    smoothing: z
      .number()
      .nonnegative()
      .default(0)
      .meta({ description: "Width s over which the kink at margin 1 is rounded, s log(1 + e^((1 − y f)/s)); 0 keeps it sharp", unit: "output" }),
  })
  .meta({ description: "Hinge loss, max(0, 1 − y f) per entry, targets −1 or +1" });

export type Hinge = z.infer<typeof schema>;

/**
 * Hinge loss of support vector machines, `L = Σ max(0, 1 − yf)` with y = ±1. Its gradient, −y below the margin and 0 from it on,
 * jumps; rounded over a width s it is `−y σ((1 − yf)/s)`, with second derivatives up to 1/(4s), and the loss at most s log 2 higher.
 */
export const hinge = entrywise<Hinge>({
  kind: "hinge",
  schema,
  example: { kind: "hinge", smoothing: 0 },
  quadratic: false,
  targets: "signs",
  entry: ({ smoothing: s }) => (s === 0 ? formula`max(0, 1 - y * f)` : formula`${s} * softplus((1 - y * f) / ${s})`),
  entryGradient: ({ smoothing: s }) => (s === 0 ? formula`y * f < 1 ? -y : 0` : formula`-y * sigmoid((1 - y * f) / ${s})`),
  entryHessian: ({ smoothing: s }) => (s === 0 ? undefined : formula`y^2 / ${s} * sigmoid((1 - y * f) / ${s}) * sigmoid((y * f - 1) / ${s})`),
  curvature: ({ smoothing: s }) => (s === 0 ? undefined : 1 / (4 * s)),
  kinked: ({ smoothing: s }) => s === 0,
  references: ["Cortes & Vapnik 1995", "Rounded: Lee & Mangasarian 2001, SSVM, eq. 8"],
});
