import { conjugateGradient } from "./conjugate-gradient.ts";
import { eigen } from "./eigen.ts";
import { gp } from "./gp.ts";
import { gradientDescent } from "./gradient-descent.ts";
import { krylov } from "./krylov.ts";
import { ode } from "./ode.ts";
import { sgd } from "./sgd.ts";

/** Every solver of this package, by kind. */
export const solvers = { eigen, gp, "gradient-descent": gradientDescent, "conjugate-gradient": conjugateGradient, krylov, ode, sgd };
