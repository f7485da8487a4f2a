import { gradientDescent } from "./gradient-descent.ts";

/** Every optimiser of this package, by kind. */
export const optimisers = { "gradient-descent": gradientDescent };
