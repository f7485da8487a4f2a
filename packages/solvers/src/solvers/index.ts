import { eigen } from "./eigen.ts";
import { gp } from "./gp.ts";
import { gradientDescent } from "./gradient-descent.ts";

/** Every solver of this package, by kind. */
export const solvers = { eigen, gp, "gradient-descent": gradientDescent };
