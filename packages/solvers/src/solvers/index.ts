import { eigen } from "./eigen.ts";
import { gp } from "./gp.ts";

/** Every solver of this package, by kind. */
export const solvers = { eigen, gp };
