import { formula } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";
import { erfDual } from "./erf.ts";

const schema = z.strictObject({ kind: z.literal("erf-sigmoid") });

/** The scale that makes (1 + erf(scale·x))/2 nearest to the logistic sigmoid, to within 0.017 everywhere. */
const scale = 1 / 2.4020563531719796;

/** φ(x) = (1 + erf(x/2.4020563531719796))/2: a logistic sigmoid with a closed form. */
export const erfSigmoid: Nonlinearity<z.infer<typeof schema>> = {
  kind: "erf-sigmoid",
  schema,
  example: { kind: "erf-sigmoid" },
  apply: (_, x) => formula`0.5 * erf(${scale} * ${x}) + 0.5`,
  dual: (_, covariances) => erfDual(0.5, scale, 0.5, covariances),
  references: ["Williams 1997, eq. 11", "Novak et al. 2019, arXiv:1912.02803 (Sigmoid_like)"],
};
