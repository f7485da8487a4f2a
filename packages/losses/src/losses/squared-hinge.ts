import { formula } from "@ntkit/formula";
import { z } from "zod";
import { entrywise } from "../entrywise.ts";

const schema = z.strictObject({ kind: z.literal("squared-hinge") }).meta({ description: "Squared hinge loss, max(0, 1 − y f)² per entry, targets −1 or +1" });

export type SquaredHinge = z.infer<typeof schema>;

/** Squared hinge loss, `L = Σ max(0, 1 − yf)²` with y = ±1: gradient `−2y max(0, 1 − yf)`, second derivative 2 below the margin, 0 above. */
export const squaredHinge = entrywise<SquaredHinge>({
  kind: "squared-hinge",
  schema,
  example: { kind: "squared-hinge" },
  quadratic: false,
  targets: "signs",
  entry: () => formula`max(0, 1 - y * f)^2`,
  entryGradient: () => formula`-2 * y * max(0, 1 - y * f)`,
  entryHessian: () => formula`y * f < 1 ? 2 * y^2 : 0`,
  curvature: () => 2,
  references: ["Cortes & Vapnik 1995, with squared slacks", "Chang & Lin 2008, Coordinate descent method for large-scale L2-loss linear SVM"],
});
