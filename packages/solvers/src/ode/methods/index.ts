import { bosh3 } from "./bosh3.ts";
import { dopri5 } from "./dopri5.ts";
import { euler } from "./euler.ts";
import { exponential } from "./exponential.ts";
import { exponentialRosenbrock } from "./exponential-rosenbrock.ts";
import { rkc } from "./rkc.ts";
import { tsit5 } from "./tsit5.ts";

/** Every method of integration of this package, by kind. */
export const methods = { euler, bosh3, dopri5, tsit5, rkc, exponential, "exponential-rosenbrock": exponentialRosenbrock };
