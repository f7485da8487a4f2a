import { crossEntropy } from "./cross-entropy.ts";
import { hinge } from "./hinge.ts";
import { huber } from "./huber.ts";
import { logistic } from "./logistic.ts";
import { mse } from "./mse.ts";
import { squaredHinge } from "./squared-hinge.ts";

/** Every loss of this package, by kind. */
export const losses = { mse, "cross-entropy": crossEntropy, logistic, hinge, "squared-hinge": squaredHinge, huber };
