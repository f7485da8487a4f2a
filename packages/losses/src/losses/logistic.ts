import { formula } from "@ntkit/formula";
import { z } from "zod";
import { entrywise } from "../entrywise.ts";

const schema = z.strictObject({ kind: z.literal("logistic") }).meta({ description: "Logistic loss, log(1 + e^(−y f)) per entry, targets −1 or +1" });

export type Logistic = z.infer<typeof schema>;

/**
 * Logistic loss, `L = Σ log(1 + e^{−yf})` with y = ±1: two classes on one output, or each output its own yes and no.
 * Gradient `−y σ(−yf)`, second derivative `σ(f) σ(−f)` ≤ ¼.
 */
export const logistic = entrywise<Logistic>({
  kind: "logistic",
  schema,
  example: { kind: "logistic" },
  quadratic: false,
  targets: "signs",
  entry: () => formula`softplus(-y * f)`,
  entryGradient: () => formula`-y * sigmoid(-y * f)`,
  entryHessian: () => formula`y^2 * sigmoid(f) * sigmoid(-f)`,
  curvature: () => 1 / 4,
  references: ["Cox 1958, The regression analysis of binary sequences", "Bishop 2006, eq. 7.47"],
});
