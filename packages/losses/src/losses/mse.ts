import { formula } from "@ntkit/formula";
import { z } from "zod";
import { entrywise } from "../entrywise.ts";

const schema = z.strictObject({ kind: z.literal("mse") }).meta({ description: "Squared error, ½ (f − y)² per entry" });

export type Mse = z.infer<typeof schema>;

/** Squared error: `L = Σ ½ (f − y)²`, gradient `f − y`. Mean or sum is the normaliser's choice: Z = 1, n or n·O. */
export const mse = entrywise<Mse>({
  kind: "mse",
  schema,
  example: { kind: "mse" },
  quadratic: true,
  entry: () => formula`0.5 * (f - y)^2`,
  entryGradient: () => formula`f - y`,
  entryHessian: () => formula`1`,
  curvature: () => 1,
  references: ["Lee et al. 2019, arXiv:1902.06720, section 2.1"],
});
